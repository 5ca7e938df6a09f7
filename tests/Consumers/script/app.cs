// A file that is a program: dotnet run app.cs, or (ahead of time) dotnet publish app.cs
#:package MimiNative@VERSION
using MimiNative;

using var encoder = MimiEncoder.Load("synthetic:1");
var samples = Enumerable.Range(0, 24000).Select(t => 0.3f * MathF.Sin(t * 0.02f)).ToArray();
Console.WriteLine($"{encoder.Device}: {encoder.Embed(samples).Length} values");
