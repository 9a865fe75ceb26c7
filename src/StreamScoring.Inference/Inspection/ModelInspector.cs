using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Google.Protobuf;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Inference.Inspection;

/// <summary>
/// Reads an ONNX file as bytes, before ONNX Runtime sees it: what it takes and gives, and whether it stays within what this release knows and allows. Runs
/// nothing and allocates no more than a small multiple of the file.
/// </summary>
internal static class ModelInspector
{
    /// <summary>Inspects the bytes of the model that messages call <paramref name="name"/>.</summary>
    public static bool TryInspect(
        byte[] bytes,
        string name,
        ModelLimits limits,
        [NotNullWhen(true)] out ModelInspection? inspection,
        [NotNullWhen(false)] out ModelRefusal? refusal
    )
    {
        (inspection, refusal) = (null, null);
        try
        {
            if (bytes.Length > limits.MaxFileBytes)
                throw new RefusedException(
                    RefusalReason.TooLarge,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the file has {bytes.Length} bytes, more than the allowed {limits.MaxFileBytes}"
                    )
                );
            inspection = Inspect(bytes, limits);
            return true;
        }
        catch (RefusedException e)
        {
            refusal = new ModelRefusal(e.Reason, $"{name}: {e.Message}");
        }
        catch (InvalidProtocolBufferException)
        {
            refusal = new ModelRefusal(
                RefusalReason.Malformed,
                $"{name}: the bytes are not an ONNX model (not a protobuf message, or truncated)"
            );
        }

        return false;
    }

    private static ModelInspection Inspect(byte[] bytes, ModelLimits limits)
    {
        var header = new ModelHeader();
        var (parser, graph) = (new GraphParser(limits), new ParsedGraph());
        var range = default((int Field, int Start, int End));
        var graphs = 0;
        var cursor = new ProtoCursor(bytes);
        while (cursor.Next())
        {
            switch (cursor.Field)
            {
                case 7:
                    var field = cursor.FieldStart;
                    var message = cursor.Enter();
                    (range, graphs) = ((field, message.Start, message.End), graphs + 1);
                    parser.Parse(message, graph, "the graph", 0);
                    break;
                case 20:
                    Training(cursor.Enter(), parser);
                    break;
                case 25:
                    Function(cursor.Enter(), parser, header);
                    break;
                default:
                    header.Read(cursor);
                    break;
            }
        }

        if (graphs == 0 || graph.Outputs.Count == 0)
            throw new RefusedException(RefusalReason.Malformed, "the bytes are not an ONNX model (no graph in them)");
        header.Check(parser.Domains);

        var inputs = graph.Inputs.Where(i => !graph.Initializers.Contains(i.Name)).Select(i => Input(i, header, limits)).ToList();
        if (inputs.Count == 0)
            throw new RefusedException(RefusalReason.Unsupported, "the model has no inputs, so it would give every event the same answer");
        var batch = FixedBatch(graph);
        // In the rare model whose graph comes in several pieces the byte ranges do not stand in one message: nothing is mended, and a zipmap is not usable.
        var mend = new OutputMend();
        var unusable = new Dictionary<string, string>(StringComparer.Ordinal);
        var outputs = new List<DeclaredTensor>();
        foreach (var output in graph.Outputs)
        {
            if (Output(graph, output, graphs == 1 ? mend : null, unusable) is { } usable)
                outputs.Add(usable);
        }

        if (outputs.Count == 0)
            throw new RefusedException(RefusalReason.Unsupported, $"no output can be used: {unusable.First().Value}");
        return new ModelInspection(
            header.IrVersion,
            header.Producer,
            header.Metadata,
            inputs,
            outputs,
            unusable,
            batch,
            mend.Apply(bytes, range)
        );
    }

    private static DeclaredTensor Input(ParsedValue value, ModelHeader header, ModelLimits limits)
    {
        if (value.Kind != ValueKind.Tensor || TensorTypes.Of(value.DataType) is not { } type)
            throw new RefusedException(
                RefusalReason.Unsupported,
                $"input '{value.Name}' is not a tensor of a type that columns can carry (float, double, float16, bfloat16, integers, bool, string)"
            );
        if (value.Dims is { Count: 0 })
            throw new RefusedException(
                RefusalReason.Unsupported,
                $"input '{value.Name}' is a single value without a batch dimension: export the model with [N] or [N, …] inputs"
            );
        // Without a declared shape the usual [N, features] is the best guess; the trial shows whether it holds.
        var row = value.Dims is null
            ? [header.FeatureCount]
            : value.Dims.Skip(1).Select(d => d > int.MaxValue ? int.MaxValue : (int)d).ToList();
        if (row.Aggregate(1L, (size, d) => Math.Min(size * Math.Max(d, 1), int.MaxValue)) > limits.MaxRowElements)
            throw new RefusedException(
                RefusalReason.TooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a row of input '{value.Name}' has more than the allowed {limits.MaxRowElements} elements"
                )
            );
        return new DeclaredTensor(value.Name, value.Name, type, row, []);
    }

    private static int? FixedBatch(ParsedGraph graph)
    {
        int? batch = null;
        foreach (var input in graph.Inputs)
        {
            if (graph.Initializers.Contains(input.Name) || input.Dims is not [var rows and >= 0, ..])
                continue;
            if (rows is 0 or > 4096 || (batch is { } other && other != rows))
                throw new RefusedException(
                    RefusalReason.Unsupported,
                    $"input '{input.Name}' has an unusable fixed batch: export the model with an open first dimension"
                );
            batch = (int)rows;
        }

        return batch;
    }

    private static DeclaredTensor? Output(ParsedGraph graph, ParsedValue value, OutputMend? mend, Dictionary<string, string> unusable)
    {
        switch (value.Kind)
        {
            case ValueKind.SequenceOfMaps when mend?.CutZipMap(graph, value) is { } tensor:
                return tensor;
            case ValueKind.Undeclared or ValueKind.Tensor when value.DataType == 0 || TensorTypes.Of(value.DataType) is not null:
                if (value is { Dims: not null, DataType: not 0 })
                    mend?.Unshape(value);
                return new DeclaredTensor(
                    value.Name,
                    value.Name,
                    TensorTypes.Of(value.DataType),
                    value.Dims?.Skip(1).Select(d => (int)Math.Min(d, int.MaxValue)).ToList(),
                    []
                );
            case ValueKind.SequenceOfMaps:
                unusable[value.Name] =
                    $"output '{value.Name}' is a sequence of maps that does not come straight from a ZipMap node with class labels";
                return null;
            default:
                unusable[value.Name] = $"output '{value.Name}' is not a tensor of a type that columns can carry";
                return null;
        }
    }

    private static void Training(ProtoCursor cursor, GraphParser parser)
    {
        while (cursor.Next())
        {
            if (cursor.Field is 1 or 2)
                parser.Parse(cursor.Enter(), new ParsedGraph(), "the training graph", 1);
        }
    }

    private static void Function(ProtoCursor cursor, GraphParser parser, ModelHeader header)
    {
        var holder = new ParsedNode(0) { Op = "Function" };
        var body = new ParsedGraph();
        while (cursor.Next())
        {
            switch (cursor.Field)
            {
                case 1:
                    holder.Name = cursor.Text();
                    break;
                case 7:
                    body.Nodes.Add(parser.Node(cursor, 1));
                    break;
                case 10:
                    header.Functions.Add(cursor.Text());
                    break;
                case 11:
                    parser.Attribute(cursor.Enter(), holder, 1);
                    break;
            }
        }

        StaticClaims.Check(body, parser.Tensors);
    }
}
