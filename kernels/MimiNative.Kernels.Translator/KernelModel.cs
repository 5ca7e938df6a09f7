using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace MimiNative.Kernels.Translator;

/// <summary>What the generator found out of a project, compared by value: the class to add, or what stands against it.</summary>
internal sealed class KernelModel(string? source, ImmutableArray<Diagnostic> diagnostics) : IEquatable<KernelModel>
{
    public string? Source { get; } = source;

    public ImmutableArray<Diagnostic> Diagnostics { get; } = diagnostics;

    public bool Equals(KernelModel? other) => other is not null && Source == other.Source && Diagnostics.SequenceEqual(other.Diagnostics);

    public override bool Equals(object? obj) => Equals(obj as KernelModel);

    public override int GetHashCode() => Source?.GetHashCode() ?? Diagnostics.Length;
}
