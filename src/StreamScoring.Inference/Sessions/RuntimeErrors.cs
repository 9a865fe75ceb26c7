using Microsoft.ML.OnnxRuntime;

namespace StreamScoring.Inference.Sessions;

/// <summary>Messages of ONNX Runtime, made fit for logs and records.</summary>
internal static class RuntimeErrors
{
    /// <summary>What a run that ran out of memory is reported as.</summary>
    public const string OutOfMemory = "ONNX Runtime got no memory for it";

    private const string ValuesFollow = "Status Message:";

    /// <summary>
    /// Where a run failed: the error code and the node. What the kernel says of it is left out, since it may quote values of the event
    /// ("indices element out of data bounds, idx=…").
    /// </summary>
    public static string OfRun(OnnxRuntimeException e)
    {
        var text = e.Message;
        if (IsAboutMemory(text))
            return OutOfMemory;
        if (text.IndexOf(ValuesFollow, StringComparison.Ordinal) is var cut and >= 0)
            return text[..cut].Trim();
        var code = text.IndexOf(" : ", text.IndexOf(" : ", StringComparison.Ordinal) + 1, StringComparison.Ordinal);
        return code > 0 ? text[..code].Trim() : "ONNX Runtime gave an error";
    }

    /// <summary>Why a model was not loaded: no event is involved, so the whole message, on one line.</summary>
    public static string OfLoad(OnnxRuntimeException e)
    {
        const int Most = 600;
        var text = e.Message.ReplaceLineEndings(" ");
        return text.Length <= Most ? text : text[..Most] + "…";
    }

    /// <summary>Whether a message of ONNX Runtime's is about an allocation that failed.</summary>
    public static bool IsAboutMemory(string message) =>
        message.Contains("bad allocation", StringComparison.OrdinalIgnoreCase)
        || message.Contains("bad_alloc", StringComparison.OrdinalIgnoreCase)
        || message.Contains("Failed to allocate memory", StringComparison.OrdinalIgnoreCase);
}
