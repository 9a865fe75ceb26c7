namespace StreamScoring.Inference.Inspection;

/// <summary>Leaves the inspection of a model from any depth; never leaves this folder.</summary>
internal sealed class RefusedException(RefusalReason reason, string message) : Exception(message)
{
    public RefusalReason Reason { get; } = reason;
}
