using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference.Inspection;

namespace StreamScoring.Inference.Sessions;

/// <summary>
/// What a model really gives: declared output shapes can be wrong (LightGBM's label [1]), open, or absent. Two batches of made-up rows show the types and
/// shapes, and which outputs are not one value (or vector) a row.
/// </summary>
internal static class ShapeProbe
{
    /// <summary>An output as it was seen; <see cref="Reason"/> is set when columns cannot take it.</summary>
    internal sealed record Seen(TensorType? Type, IReadOnlyList<int>? RowShape, string? Reason);

    /// <summary>
    /// Per output of the inspection, what was seen. Rows of zeros are tried first, then of ones. When the model fails on all, what it declares must do.
    /// </summary>
    /// <param name="session">The loaded model.</param>
    /// <param name="inspection">What it declares.</param>
    /// <param name="rowShapes">Per input, the row shape without open dimensions.</param>
    /// <param name="error">Why the rows failed, or null.</param>
    public static IReadOnlyList<Seen> Look(
        InferenceSession session,
        ModelInspection inspection,
        IReadOnlyList<IReadOnlyList<int>> rowShapes,
        out string? error
    )
    {
        error = null;
        // Two sizes, so that a dimension which happens to equal one does not pass for the batch; one row when a model cannot take more, whatever it declares.
        int[][] attempts = inspection.FixedBatch is { } fixedRows
            ?
            [
                [fixedRows],
            ]
            :
            [
                [2, 3],
                [1],
            ];
        foreach (var sizes in attempts)
        {
            foreach (var fill in (ReadOnlySpan<byte>)[0, 1])
            {
                try
                {
                    var shapes = sizes.Select(size => Run(session, inspection, rowShapes, size, fill)).ToList();
                    error = null;
                    return [.. inspection.Outputs.Select((o, i) => Judge(o, sizes, [.. shapes.Select(s => s[i])]))];
                }
                catch (OnnxRuntimeException e)
                {
                    error ??= RuntimeErrors.OfLoad(e);
                }
            }
        }

        return [.. inspection.Outputs.Select(Declared)];
    }

    private static Seen Judge(DeclaredTensor output, int[] sizes, (TensorType? Type, long[] Shape)[] seen)
    {
        if (seen[0].Type is not { } type)
            return new Seen(null, null, $"output '{output.Name}' is not a tensor of a type that columns can carry");
        var row = seen[0].Shape.Skip(1).ToArray();
        for (var i = 0; i < sizes.Length; i++)
        {
            if (seen[i].Shape is not [var rows, ..] || rows != sizes[i])
                return new Seen(
                    type,
                    null,
                    Invariant(
                        $"output '{output.Name}' has the shape [{string.Join(',', seen[i].Shape)}] for {sizes[i]} rows: it is not one value a row"
                    )
                );
            if (!seen[i].Shape.AsSpan(1).SequenceEqual(row))
                return new Seen(type, null, $"output '{output.Name}' has another width for every batch, and a column has one");
        }

        if (output.Labels.Count > 0 && (row.Length != 1 || row[0] != output.Labels.Count))
            return new Seen(
                type,
                null,
                Invariant($"output '{output.Name}' has {output.Labels.Count} labels but a row of shape [{string.Join(',', row)}]")
            );
        return new Seen(type, [.. row.Select(d => (int)d)], null);
    }

    private static Seen Declared(DeclaredTensor output) =>
        output is { Type: { } type, RowShape: { } shape } && shape.All(d => d >= 0)
            ? new Seen(type, shape, null)
            : new Seen(
                output.Type,
                null,
                $"output '{output.Name}' does not say its shape, and the model fails on made-up rows, so it could not be found out"
            );

    private static List<(TensorType?, long[])> Run(
        InferenceSession session,
        ModelInspection inspection,
        IReadOnlyList<IReadOnlyList<int>> rowShapes,
        int rows,
        byte fill
    )
    {
        var inputs = new List<OrtValue>();
        try
        {
            for (var i = 0; i < inspection.Inputs.Count; i++)
                inputs.Add(Input(inspection.Inputs[i].Type!.Value, [rows, .. rowShapes[i].Select(d => (long)d)], fill));
            using var options = SessionSetup.NewRunOptions();
            using var results = session.Run(
                options,
                [.. inspection.Inputs.Select(t => t.SessionName)],
                inputs,
                [.. inspection.Outputs.Select(t => t.SessionName)]
            );
            return [.. results.Select(Describe)];
        }
        finally
        {
            foreach (var input in inputs)
                input.Dispose();
        }
    }

    private static (TensorType?, long[]) Describe(OrtValue value)
    {
        if (!value.IsTensor)
            return (null, []);
        var info = value.GetTensorTypeAndShape();
        return (TensorTypes.Of((long)info.ElementDataType), info.Shape);
    }

    private static OrtValue Input(TensorType type, long[] shape, byte fill)
    {
        if (type == TensorType.Text)
        {
            var texts = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
            var count = shape.Aggregate(1L, (a, b) => a * b);
            for (var i = 0; fill > 0 && i < count; i++)
                texts.StringTensorSetElementAt("1"u8, i);
            return texts;
        }

        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorTypes.Element(type), shape);
        var bytes = value.GetTensorMutableRawData();
        bytes.Clear();
        if (fill == 0)
            return value;
        ReadOnlySpan<byte> one = type switch
        {
            TensorType.Float32 => [0, 0, 0x80, 0x3F],
            TensorType.Float64 => [0, 0, 0, 0, 0, 0, 0xF0, 0x3F],
            TensorType.Float16 => [0, 0x3C],
            TensorType.BFloat16 => [0x80, 0x3F],
            _ => new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 }.AsSpan(0, TensorTypes.Size(type)),
        };
        for (; bytes.Length > 0; bytes = bytes[one.Length..])
            one.CopyTo(bytes);
        return value;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
