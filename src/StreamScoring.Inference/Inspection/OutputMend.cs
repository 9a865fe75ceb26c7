using System.Globalization;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Inference.Inspection;

/// <summary>
/// Makes all outputs fit to be bound to buffers, on the bytes; nothing else in the file changes.
/// A ZipMap node turns a tensor [N, labels] into one map a row. Maps cannot be bound and cost an allocation a value, and the tensor holds the same bits: so
/// the node is cut off and its input becomes the output.
/// Declared output shapes can be wrong (LightGBM's label [1]); ONNX Runtime only warns of it, but refuses a buffer of the right shape: so they are taken out,
/// and it finds them itself.
/// </summary>
internal sealed class OutputMend
{
    /// <summary>Labels at most: a bound on what is kept of an attribute.</summary>
    public const int MostLabels = 65_536;

    private const long FloatDataType = 1;

    private readonly List<(int Start, int End)> _drop = [];
    private readonly SortedDictionary<string, long> _expose = new(StringComparer.Ordinal);

    /// <summary>The output as a tensor, or null when it does not come from a ZipMap that can be cut off.</summary>
    public DeclaredTensor? CutZipMap(ParsedGraph graph, ParsedValue output)
    {
        if (
            graph.Nodes.Find(n => n.Outputs.Contains(output.Name))
            is not { Op: "ZipMap", Domain: "ai.onnx.ml", Inputs: [var source] } zipmap
        )
            return null;
        if (graph.Nodes.Exists(n => n.Inputs.Contains(output.Name)) || graph.Inputs.Exists(i => i.Name == source))
            return null;
        var labels = zipmap.Integers.GetValueOrDefault("classlabels_int64s") is { Count: > 0 } numbers
            ? numbers.ConvertAll(n => n.ToString(CultureInfo.InvariantCulture))
            : zipmap.Texts.GetValueOrDefault("classlabels_strings") ?? [];
        if (labels.Count is 0 or MostLabels)
            return null;
        _drop.Add(zipmap.Range);
        _drop.Add(output.Range);
        if (!graph.Outputs.Exists(o => o.Name == source))
            _expose[source] = FloatDataType;
        return new DeclaredTensor(output.Name, source, TensorType.Float32, [labels.Count], labels);
    }

    /// <summary>Takes the shape out of a tensor's declaration.</summary>
    public void Unshape(ParsedValue output)
    {
        _drop.Add(output.Range);
        _expose[output.Name] = output.DataType;
    }

    /// <summary>The model without what was cut off; the very same array when nothing was.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="graph">Where the fields stand that hold the (only) graph: its tag, its content, its end.</param>
    public byte[] Apply(byte[] bytes, (int Field, int Start, int End) graph)
    {
        if (_drop.Count == 0)
            return bytes;
        _drop.Sort();
        using var body = new MemoryStream(bytes.Length);
        var from = graph.Start;
        foreach (var (start, end) in _drop)
        {
            body.Write(bytes, from, start - from);
            from = end;
        }

        body.Write(bytes, from, graph.End - from);
        foreach (var (name, dataType) in _expose)
            WriteOutput(body, name, dataType);

        using var model = new MemoryStream(bytes.Length + 64);
        model.Write(bytes, 0, graph.Field);
        WriteField(model, 7, body.GetBuffer().AsSpan(0, (int)body.Length));
        model.Write(bytes, graph.End, bytes.Length - graph.End);
        return model.ToArray();
    }

    /// <summary>GraphProto.output: a ValueInfoProto of a tensor without a shape.</summary>
    private static void WriteOutput(MemoryStream body, string name, long dataType)
    {
        using var value = new MemoryStream();
        WriteField(value, 1, System.Text.Encoding.UTF8.GetBytes(name));
        // TypeProto.tensor_type { elem_type }: all element types that are kept have one-byte numbers.
        WriteField(value, 2, [0x0A, 0x02, 0x08, (byte)dataType]);
        WriteField(body, 12, value.GetBuffer().AsSpan(0, (int)value.Length));
    }

    private static void WriteField(MemoryStream stream, int field, ReadOnlySpan<byte> content)
    {
        WriteVarint(stream, (uint)((field << 3) | 2));
        WriteVarint(stream, (uint)content.Length);
        stream.Write(content);
    }

    private static void WriteVarint(MemoryStream stream, uint value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
