using System.Buffers.Binary;
using System.IO.Hashing;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference.Sessions;

namespace StreamScoring.Inference.Trial;

/// <summary>
/// The made-up rows of a trial, the same for every trial: first the edges of each type (all alike, then every pair of edges on neighbouring values, so that
/// e.g. INT32_MIN meets -1), then edges mixed, then ordinary values.
/// </summary>
internal static class TrialRows
{
    /// <summary>Rows that hold edge values; ordinary ones follow.</summary>
    public const int EdgeRows = 96;

    private static readonly double[] s_floats =
    [
        0,
        1,
        -1,
        double.NaN,
        double.MaxValue,
        double.MinValue,
        -0.0,
        double.PositiveInfinity,
        double.Epsilon,
    ];
    private static readonly string[] s_texts = ["", "a", "0", "\0b", "日本語 🎈", "\u00e9", new('x', 4096)];

    /// <summary>One column an input, filled with <paramref name="rows"/> rows.</summary>
    public static IReadOnlyList<IReadOnlyList<Column>> Make(ModelSignature signature, int rows)
    {
        var inputs = new List<IReadOnlyList<Column>>();
        var lane = 0;
        foreach (var input in signature.Inputs)
        {
            var width = RunLayout.Closed(input.RowShape).Aggregate(1, (a, b) => a * b);
            var type = ModelSignature.ColumnTypeOf(input.Type);
            var column = Column.Create(width == 1 ? ColumnShape.Scalar(type) : ColumnShape.Vector(type, width), rows);
            for (var row = 0; row < rows; row++)
            {
                for (var i = 0; i < width; i++)
                    Set(column, input.Type, row, i, row < EdgeRows ? Edge(row, lane + i) : -1, Hash(row, lane + i));
            }

            inputs.Add([column]);
            lane += width;
        }

        return inputs;
    }

    /// <summary>Which edge stands in a row at a place: all alike, all pairs of the first six, then mixed.</summary>
    private static int Edge(int row, int place) =>
        row switch
        {
            < 12 => row,
            < 48 => (place & 1) == 0 ? (row - 12) % 6 : (row - 12) / 6,
            _ => (int)(Hash(row, place) % 97),
        };

    private static void Set(Column column, TensorType type, int row, int index, int edge, ulong hash)
    {
        switch (column)
        {
            case ValueColumn<float> c:
                c.SetVector(row)[index] = (float)Number(edge, hash);
                break;
            case ValueColumn<double> c:
                c.SetVector(row)[index] = Number(edge, hash);
                break;
            case ValueColumn<bool> c:
                c.SetVector(row)[index] = (edge < 0 ? hash : (ulong)edge) % 2 == 1;
                break;
            case ValueColumn<long> c:
                c.SetVector(row)[index] = Whole(type, edge, hash);
                break;
            case TextColumn c:
                c.SetElement(row, index, System.Text.Encoding.UTF8.GetBytes(edge < 0 ? $"w{hash % 50}" : s_texts[edge % s_texts.Length]));
                break;
        }
    }

    private static double Number(int edge, ulong hash) => edge < 0 ? (hash % 4_000_001 / 1e6) - 2 : s_floats[edge % s_floats.Length];

    private static long Whole(TensorType type, int edge, ulong hash)
    {
        var (low, high) = type switch
        {
            TensorType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            TensorType.Int16 => (short.MinValue, short.MaxValue),
            TensorType.Int32 => (int.MinValue, int.MaxValue),
            TensorType.UInt8 => (0, byte.MaxValue),
            TensorType.UInt16 => (0, ushort.MaxValue),
            TensorType.UInt32 => (0, uint.MaxValue),
            // uint64 travels as the same bits: -1 is its largest value.
            TensorType.UInt64 => (0, -1),
            _ => (long.MinValue, long.MaxValue),
        };
        if (edge < 0)
            return (long)(hash % 10);
        return (edge % 6) switch
        {
            0 => 0,
            1 => 1,
            2 => low < 0 ? -1 : 3,
            3 => low,
            4 => high,
            _ => 2,
        };
    }

    private static ulong Hash(int row, int place)
    {
        Span<byte> key = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(key, row);
        BinaryPrimitives.WriteInt32LittleEndian(key[4..], place);
        return XxHash64.HashToUInt64(key);
    }
}
