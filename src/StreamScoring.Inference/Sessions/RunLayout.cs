using System.Globalization;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference.Inspection;

namespace StreamScoring.Inference.Sessions;

/// <summary>How columns and tensors of one run fit together: everything about names, types and widths, resolved once.</summary>
internal sealed class RunLayout
{
    public required IReadOnlyList<InputTensor> Inputs { get; init; }

    public required IReadOnlyList<OutputTensor> Outputs { get; init; }

    /// <summary>Memory that a row takes in all tensors.</summary>
    public long BytesPerRow => Inputs.Sum(t => Bytes(t.Type, t.RowShape)) + Outputs.Sum(t => Bytes(t.Type, t.RowShape));

    /// <summary>A row shape without open dimensions, for made-up rows: an open one is taken as 1.</summary>
    public static IReadOnlyList<int> Closed(IReadOnlyList<int> shape) => [.. shape.Select(d => d < 0 ? 1 : d)];

    /// <summary>Throws <see cref="ArgumentException"/> naming the model and the tensor when something does not fit.</summary>
    public static RunLayout Create(
        OnnxModel model,
        IReadOnlyList<IReadOnlyList<Column>> inputs,
        IReadOnlyList<(string Name, Column Target)> outputs
    )
    {
        var declared = model.Signature.Inputs;
        if (inputs.Count != declared.Count)
            throw Wrong(
                model,
                $"it takes {declared.Count} inputs ({string.Join(", ", declared.Select(i => i.Name))}) and was given {inputs.Count}"
            );
        if (outputs.Count == 0)
            throw Wrong(model, $"no output is asked for");
        var ins = new List<InputTensor>();
        for (var i = 0; i < inputs.Count; i++)
            ins.Add(Input(model, declared[i], inputs[i]));
        var shapes = Shapes(model, ins);
        return new RunLayout { Inputs = ins, Outputs = [.. outputs.Select(o => Output(model, o.Name, o.Target, shapes))] };
    }

    private static InputTensor Input(OnnxModel model, TensorSignature input, IReadOnlyList<Column> columns)
    {
        var given = columns.Sum(c => c.Shape.Width);
        var shape = Resolve(model, input, given);
        var parts = new List<InputColumn>();
        var offset = 0;
        foreach (var column in columns)
        {
            parts.Add(
                InputColumns.Create(column, input.Type, offset, given)
                    ?? throw Wrong(
                        model,
                        $"a column of type {column.Shape} does not go into input '{input.Name}', which takes {input.Type}"
                    )
            );
            offset += column.Shape.Width;
        }

        return new InputTensor(input.Name, input.Type, shape, [.. parts]);
    }

    private static List<int> Resolve(OnnxModel model, TensorSignature input, int given)
    {
        var shape = input.RowShape.ToList();
        var closed = shape.Where(d => d >= 0).Aggregate(1, (a, b) => checked(a * b));
        var open = shape.FindAll(d => d < 0).Count;
        if (open > 1)
            throw Wrong(model, $"input '{input.Name}' leaves {open} dimensions of a row open, and columns can settle one");
        if (open == 1 && closed > 0 && given % closed == 0)
            shape[shape.FindIndex(d => d < 0)] = given / closed;
        else if (given != closed || open == 1)
            throw Wrong(model, $"input '{input.Name}' takes {closed} values a row and the columns give {given}");
        return shape;
    }

    /// <summary>Output shapes; looked at anew when the columns settled a dimension that the model leaves open.</summary>
    private static Dictionary<string, TensorSignature> Shapes(OnnxModel model, List<InputTensor> inputs)
    {
        var outputs = model.Signature.Outputs.ToDictionary(o => o.Name, StringComparer.Ordinal);
        if (model.Signature.Inputs.All(i => i.RowSize >= 0))
            return outputs;
        var seen = ShapeProbe.Look(model.Session, model.Inspection, [.. inputs.Select(i => i.RowShape)], out var error);
        if (error is not null)
            throw Wrong(model, $"it fails on made-up rows of this width: {error}");
        for (var i = 0; i < seen.Count; i++)
        {
            var tensor = model.Inspection.Outputs[i];
            if (seen[i] is { Type: { } type, RowShape: { } shape, Reason: null })
                outputs[tensor.Name] = new TensorSignature(tensor.Name, type, shape, tensor.Labels);
        }

        return outputs;
    }

    private static OutputTensor Output(OnnxModel model, string name, Column target, Dictionary<string, TensorSignature> shapes)
    {
        if (!shapes.TryGetValue(name, out var output))
            throw Wrong(
                model,
                $"{model.WhyUnusable(name) ?? $"it has no output '{name}' (it has {string.Join(", ", shapes.Keys.Order(StringComparer.Ordinal))})"}"
            );
        if (target.Shape.Layout == ColumnLayout.List || target.Shape.Width != output.RowSize)
            throw Wrong(model, $"output '{name}' gives {output.RowSize} values a row and the column takes {target.Shape}");
        var column =
            OutputColumn.Create(target, output.Type)
            ?? throw Wrong(
                model,
                $"output '{name}' gives {ColumnShape.Name(ModelSignature.ColumnTypeOf(output.Type))} and the column takes {target.Shape}"
            );
        var tensor = model.Inspection.Outputs.First(o => string.Equals(o.Name, name, StringComparison.Ordinal));
        return new OutputTensor(tensor.SessionName, output.Type, output.RowShape, column);
    }

    private static long Bytes(TensorType type, IReadOnlyList<int> shape) =>
        shape.Aggregate((long)Math.Max(TensorTypes.Size(type), 32 / Math.Max(shape.Count * 8, 1)), (a, b) => a * Math.Max(b, 1));

    private static ArgumentException Wrong(OnnxModel model, FormattableString what) =>
        new($"model {model.Name}: {what.ToString(CultureInfo.InvariantCulture)}");
}

/// <summary>An input tensor of a run and the columns that are laid side by side to make its rows.</summary>
internal sealed record InputTensor(string Name, TensorType Type, IReadOnlyList<int> RowShape, InputColumn[] Columns);

/// <summary>An output tensor of a run and the column that takes it.</summary>
internal sealed record OutputTensor(string SessionName, TensorType Type, IReadOnlyList<int> RowShape, OutputColumn Column);
