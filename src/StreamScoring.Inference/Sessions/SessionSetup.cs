using Microsoft.ML.OnnxRuntime;

namespace StreamScoring.Inference.Sessions;

/// <summary>How every session of this product is set up.</summary>
internal static class SessionSetup
{
    /// <summary>Loads a model. Throws <see cref="OnnxRuntimeException"/> when ONNX Runtime refuses it.</summary>
    public static InferenceSession Open(byte[] model)
    {
        OrtEnv.Instance().DisableTelemetryEvents();
        using var options = new SessionOptions
        {
            // One thread a lane: with two, even trees give other bits, and lanes are what runs in parallel.
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // Plans of memory are kept for every shape that is ever seen; batch sizes vary.
            EnableMemoryPattern = false,
            // Its log would print values of rows that fail; what matters comes back as an exception.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.load_model_format", "ONNX");
        return new InferenceSession(model, options);
    }

    public static RunOptions NewRunOptions() => new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
}
