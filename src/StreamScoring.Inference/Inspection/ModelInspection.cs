using StreamScoring.Graphs.Planning;

namespace StreamScoring.Inference.Inspection;

/// <summary>What a model's bytes say about it, before anything is loaded.</summary>
/// <param name="IrVersion">Version of the ONNX format.</param>
/// <param name="Producer">Name of the exporter, or empty.</param>
/// <param name="Metadata">The file's <c>metadata_props</c> in order.</param>
/// <param name="Inputs">Inputs that must be fed (initializers with default values are none).</param>
/// <param name="Outputs">Outputs that columns can carry.</param>
/// <param name="Unusable">Outputs that columns cannot carry, with the reason.</param>
/// <param name="FixedBatch">Rows of every batch when the model fixes them, otherwise null.</param>
/// <param name="Bytes">What ONNX Runtime is to load: the file itself, or a copy whose outputs are mended so that they can be bound (see <see cref="OutputMend"/>).</param>
internal sealed record ModelInspection(
    int IrVersion,
    string Producer,
    IReadOnlyList<KeyValuePair<string, string>> Metadata,
    IReadOnlyList<DeclaredTensor> Inputs,
    IReadOnlyList<DeclaredTensor> Outputs,
    IReadOnlyDictionary<string, string> Unusable,
    int? FixedBatch,
    byte[] Bytes
)
{
    /// <summary>Names of the columns that the first input was trained on, or empty.</summary>
    public IReadOnlyList<string> Features => Prop("features") is { Length: > 0 } text ? text.Split(',') : [];

    /// <summary>A metadata property, or null.</summary>
    public string? Prop(string key)
    {
        foreach (var (name, value) in Metadata)
        {
            if (string.Equals(name, key, StringComparison.Ordinal))
                return value;
        }

        return null;
    }
}

/// <summary>An input or output as the file declares it.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="SessionName">The name of the tensor that carries it: another for a zipmap, whose values are read before they are put into maps.</param>
/// <param name="Type">Element type; null for an output that is declared without one.</param>
/// <param name="RowShape">Dimensions after the batch, -1 where open; null for an output that is declared without a shape.</param>
/// <param name="Labels">Of a zipmap, the keys in order; otherwise empty.</param>
internal sealed record DeclaredTensor(
    string Name,
    string SessionName,
    TensorType? Type,
    IReadOnlyList<int>? RowShape,
    IReadOnlyList<string> Labels
);
