namespace StreamScoring.Graphs.Planning;

/// <summary>
/// One planned node: everything about names and types is resolved, what is left is to compute its columns for a batch. Never does I/O, never allocates on the
/// steady path, and gives for a row what the rows before it in the partition and the row itself determine, whatever the batch.
/// </summary>
public abstract class Stage : IDisposable
{
    /// <summary>Computes the node's columns for all rows of the frame.</summary>
    public abstract void Evaluate(Frame frame);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
