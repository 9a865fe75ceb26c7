namespace StreamScoring.Inference;

/// <summary>How large a model may be. Checked on the bytes, before anything is allocated for it.</summary>
/// <param name="MaxFileBytes">Bytes of the file.</param>
/// <param name="MaxElements">Elements of any one tensor that the file holds or statically asks for.</param>
/// <param name="MaxRowElements">Elements of one row of an input or output.</param>
/// <param name="MaxNodes">Nodes, those of subgraphs and functions included.</param>
/// <param name="MaxDepth">Graphs within graphs.</param>
public sealed record ModelLimits(int MaxFileBytes, long MaxElements, int MaxRowElements, int MaxNodes, int MaxDepth)
{
    /// <summary>256 MiB, 64 Mi elements a tensor, 1 Mi elements a row, 100,000 nodes, 16 graphs deep.</summary>
    public static ModelLimits Default { get; } = new(256 << 20, 64L << 20, 1 << 20, 100_000, 16);
}
