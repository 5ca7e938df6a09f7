// An F# script: dotnet fsi embed.fsx
#i "nuget: FEED"
#r "nuget: MimiNative, VERSION"

open System
open MimiNative

let encoder = MimiEncoder.Load("synthetic:1")
let samples = Array.init 24000 (fun t -> 0.3f * MathF.Sin(float32 t * 0.02f))
let vector = encoder.Embed(ReadOnlySpan samples, "transformer.4", Pooling.Stats)
if vector.Length <> 1024 then failwith $"{vector.Length} values"
printfn $"script: {vector.Length} values"
encoder.Dispose()
