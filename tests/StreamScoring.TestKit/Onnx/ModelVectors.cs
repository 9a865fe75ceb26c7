using System.Text.Json;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Planning;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.TestKit.Onnx;

/// <summary>The recorded rows of a golden model: inputs as columns, and what ONNX Runtime gave.</summary>
public sealed class ModelVectors(IReadOnlyList<JsonElement> rows)
{
    /// <summary>How many rows.</summary>
    public int Rows => rows.Count;

    /// <summary>Names of the outputs that the record has.</summary>
    public IEnumerable<string> RecordedOutputs => rows[0].GetProperty("ort").EnumerateObject().Select(p => p.Name);

    /// <summary>Reads a <c>.vectors.jsonl</c> file, gzipped or not.</summary>
    public static ModelVectors Read(string path) =>
        new([.. GoldenFolders.ReadLines(path).Where(l => l.Length > 0).Select(l => JsonDocument.Parse(l).RootElement.Clone())]);

    /// <summary>One column an input, of the type in which a graph would hold it.</summary>
    public IReadOnlyList<IReadOnlyList<Column>> Inputs(ModelSignature signature) =>
        [.. signature.Inputs.Select(i => (IReadOnlyList<Column>)[Input(i)])];

    /// <summary>Empty columns for all outputs.</summary>
    public static IReadOnlyList<(string Name, Column Target)> Outputs(ModelSignature signature, int rows) =>
        [.. signature.Outputs.Select(o => (o.Name, Column.Create(Shape(ModelSignature.ColumnTypeOf(o.Type), o.RowSize), rows)))];

    /// <summary>What differs between a row of an output and the record, or null.</summary>
    public string? Difference(TensorSignature output, Column column, int row, double tolerance)
    {
        var recorded = rows[row].GetProperty("ort").GetProperty(output.Name);
        var values = new List<JsonElement>();
        if (output.Labels.Count > 0)
        {
            if (recorded.EnumerateObject().Count() != output.Labels.Count)
                return $"{recorded.EnumerateObject().Count()} labels are recorded, {output.Labels.Count} declared";
            values.AddRange(output.Labels.Select(recorded.GetProperty));
        }
        else
        {
            Flatten(recorded, values);
        }

        if (values.Count != output.RowSize)
            return $"{values.Count} values are recorded, {output.RowSize} given";
        if (column.IsNull(row))
            return "the row is null";
        for (var i = 0; i < values.Count; i++)
        {
            if (!IsSame(column, row, i, values[i], tolerance))
                return $"value {i} is not {values[i]}";
        }

        return null;
    }

    private static bool IsSame(Column column, int row, int i, JsonElement recorded, double tolerance) =>
        column switch
        {
            ValueColumn<float> c => IsNear(c.Vector(row)[i], (float)Number(recorded), tolerance),
            ValueColumn<double> c => IsNear(c.Vector(row)[i], Number(recorded), tolerance),
            ValueColumn<long> c => c.Vector(row)[i] == Integer(recorded),
            ValueColumn<bool> c => c.Vector(row)[i] == recorded.GetBoolean(),
            TextColumn c => c.Element(row, i).SequenceEqual(System.Text.Encoding.UTF8.GetBytes(recorded.GetString()!)),
            _ => throw new ArgumentException($"no output is of type {column.Shape}"),
        };

    private static bool IsNear(double given, double recorded, double tolerance)
    {
        if (double.IsNaN(given) || double.IsNaN(recorded))
            return double.IsNaN(given) && double.IsNaN(recorded);
        return tolerance == 0
            ? BitConverter.DoubleToInt64Bits(given) == BitConverter.DoubleToInt64Bits(recorded)
            : given == recorded || Math.Abs(given - recorded) <= tolerance;
    }

    private Column Input(TensorSignature input)
    {
        var values = rows.Select(r =>
            {
                var flat = new List<JsonElement>();
                Flatten(r.GetProperty("inputs").GetProperty(input.Name), flat);
                return flat;
            })
            .ToList();
        var column = Column.Create(Shape(ModelSignature.ColumnTypeOf(input.Type), values[0].Count), values.Count);
        for (var row = 0; row < values.Count; row++)
        {
            for (var i = 0; i < values[row].Count; i++)
                Set(column, row, i, values[row][i]);
        }

        return column;
    }

    private static void Set(Column column, int row, int i, JsonElement value)
    {
        switch (column)
        {
            case ValueColumn<float> c:
                c.SetVector(row)[i] = (float)Number(value);
                break;
            case ValueColumn<double> c:
                c.SetVector(row)[i] = Number(value);
                break;
            case ValueColumn<long> c:
                c.SetVector(row)[i] = Integer(value);
                break;
            case ValueColumn<bool> c:
                c.SetVector(row)[i] = value.GetBoolean();
                break;
            case TextColumn c:
                c.SetElement(row, i, System.Text.Encoding.UTF8.GetBytes(value.GetString()!));
                break;
        }
    }

    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? value.GetString() switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                var text => throw new FormatException($"'{text}' is no number"),
            }
            : value.GetDouble();

    private static long Integer(JsonElement value) => value.TryGetInt64(out var signed) ? signed : (long)value.GetUInt64();

    private static void Flatten(JsonElement value, List<JsonElement> into)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            into.Add(value);
            return;
        }

        foreach (var item in value.EnumerateArray())
            Flatten(item, into);
    }

    private static ColumnShape Shape(ColumnType type, int width) => width == 1 ? ColumnShape.Scalar(type) : ColumnShape.Vector(type, width);
}
