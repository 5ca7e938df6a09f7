using Microsoft.ML.OnnxRuntime;

namespace MimiNative.Benchmarks.Peers;

/// <summary>ONNX Runtime on one of our graphs, all its optimisations on.</summary>
internal static class OnnxPeer
{
    public static Contender Create(byte[] model, float[] samples, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        var session = new InferenceSession(model, options);
        var (input, run) = (OrtValue.CreateTensorValueFromMemory(samples, [1, 1, 1, samples.Length]), new RunOptions());
        return Contender.Here($"ONNX Runtime {OrtEnv.Instance().GetVersionString()}", session, () =>
        {
            using var outputs = session.Run(run, ["samples"], [input], session.OutputNames);
            return outputs[0].GetTensorDataAsSpan<float>().ToArray();
        });
    }
}
