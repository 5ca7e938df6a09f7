using System;
using Microsoft.CodeAnalysis;

namespace MimiNative.Kernels.Translator;

/// <summary>A construct that has no translation; becomes a build error at its place.</summary>
internal sealed class Refusal(DiagnosticDescriptor descriptor, Location location, params object[] arguments) : Exception(descriptor.Id)
{
    public Diagnostic Diagnostic { get; } = Diagnostic.Create(descriptor, location, arguments);
}
