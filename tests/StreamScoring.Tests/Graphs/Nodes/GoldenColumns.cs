using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamScoring.Events.Columns;

namespace StreamScoring.Tests.Graphs.Nodes;

/// <summary>Columns of the vector files in typed form, and back to compare.</summary>
internal static class GoldenColumns
{
    /// <summary>The shape that holds a column of the file, or null with the reason why none does.</summary>
    public static ColumnShape? ShapeOf(JsonElement column, out string reason)
    {
        reason = "";
        var dtype = column.GetProperty("dtype").GetString()!;
        if (dtype.StartsWith("list<", StringComparison.Ordinal))
            return ColumnShape.List(TypeOf(dtype[5..^1])!.Value);
        if (dtype == "object")
        {
            var kinds = column
                .GetProperty("values")
                .EnumerateArray()
                .Where(v => !IsMissing(v))
                .Select(v => v.ValueKind)
                .Distinct()
                .ToList();
            if (kinds.Exists(k => k is not JsonValueKind.String))
                reason = "object cells that are not text";
            return reason.Length == 0 ? ColumnShape.Scalar(ColumnType.Text) : null;
        }

        if (TypeOf(dtype) is { } type)
            return ColumnShape.Scalar(type);
        reason = dtype.StartsWith("category", StringComparison.Ordinal) ? "category columns" : "types narrower than a column's";
        return null;
    }

    /// <summary>Sets a row of a typed column from the file's value.</summary>
    public static void Set(Column column, int row, JsonElement value)
    {
        if (column is ListColumn list)
        {
            if (value.ValueKind == JsonValueKind.Null)
                return;
            list.Begin(row);
            foreach (var item in value.EnumerateArray())
                Set(list.Items, list.Add(row), item);
            return;
        }

        if (IsMissing(value) && column is not ValueColumn<double> and not ValueColumn<float>)
            return;
        switch (column)
        {
            case TextColumn texts:
                texts.Set(row, Encoding.UTF8.GetBytes(value.GetString()!));
                break;
            case ValueColumn<bool> booleans:
                booleans.Set(row, value.GetBoolean());
                break;
            case ValueColumn<long> longs:
                longs.Set(row, value.GetInt64());
                break;
            case ValueColumn<float> floats:
                floats.Set(row, value.ValueKind == JsonValueKind.Number ? value.GetSingle() : (float)Number(value));
                break;
            case ValueColumn<double> doubles:
                doubles.Set(row, Number(value));
                break;
        }
    }

    /// <summary>A value of the file as text to compare: missing ones are all alike, numbers of all types too.</summary>
    public static string Text(JsonElement value, string dtype)
    {
        var single = dtype == "float32";
        return value.ValueKind switch
        {
            _ when IsMissing(value) => "missing",
            JsonValueKind.String when dtype.StartsWith("float", StringComparison.Ordinal) => Text(Number(value)),
            JsonValueKind.String => "'" + value.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number
                when value.TryGetInt64(out var i) && value.GetRawText()[0..Math.Min(2, value.GetRawText().Length)] != "-0" => i.ToString(
                CultureInfo.InvariantCulture
            ),
            _ => Text(single ? (float)value.GetDouble() : value.GetDouble()),
        };
    }

    /// <summary>A value of ours as text to compare.</summary>
    public static string Text(Column column, int row, int element)
    {
        if (column.IsNull(row))
            return "missing";
        return column switch
        {
            TextColumn texts => "'" + Encoding.UTF8.GetString(texts.Element(row, element)),
            ValueColumn<bool> booleans => booleans.Vector(row)[element] ? "true" : "false",
            ValueColumn<long> longs => longs.Vector(row)[element].ToString(CultureInfo.InvariantCulture),
            ValueColumn<float> floats => Text(floats.Vector(row)[element]),
            ValueColumn<double> doubles => Text(doubles.Vector(row)[element]),
            _ => throw new InvalidOperationException($"no values in {column.Shape}"),
        };
    }

    /// <summary>Whether a cell is null, NA, NaN or NaT. In float columns NaN is the text "NaN", which in a column of texts is a text.</summary>
    public static bool IsMissing(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null
        || (
            value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("$", out var special)
            && special.GetString() is "NaN" or "NA" or "NaT"
        );

    private static string Text(double value) => double.IsNaN(value) ? "missing" : value.ToString("R", CultureInfo.InvariantCulture);

    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : value.GetString() switch
            {
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                _ => double.NaN,
            };

    private static ColumnType? TypeOf(string dtype) =>
        dtype switch
        {
            "float64" => ColumnType.Float64,
            "float32" => ColumnType.Float32,
            "int64" or "Int64" => ColumnType.Int64,
            "bool" or "boolean" => ColumnType.Boolean,
            "string" => ColumnType.Text,
            _ when dtype.StartsWith("datetime64[ns", StringComparison.Ordinal) => ColumnType.Timestamp,
            _ => null,
        };
}
