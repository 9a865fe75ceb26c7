using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Inference.Trial;

/// <summary>Runs the same rows in batches of several sizes and compares the bits, row by row.</summary>
internal sealed class BatchProbe(OnnxModel model, IReadOnlyList<IReadOnlyList<Column>> inputs, int rows)
{
    /// <summary>The batch sizes that are compared; the first is the reference.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [2, 3, 7, 8, 16, 17, 64, 100, 200];

    /// <summary>What a run gave.</summary>
    /// <param name="Outputs">Per output of the signature, its column.</param>
    /// <param name="Faults">Per row, what went wrong.</param>
    /// <param name="FailedBatches">Batches that failed although every row of them alone did not.</param>
    internal sealed record Answer(Column[] Outputs, Fault?[] Faults, int FailedBatches)
    {
        /// <summary>Rows that did not fail.</summary>
        public int Good => Faults.Count(f => f is null);

        /// <summary>The first failure, or null.</summary>
        public Fault? FirstFault => Array.Find(Faults, f => f is not null);
    }

    /// <summary>All rows in batches of <paramref name="size"/>.</summary>
    public Answer Run(int size)
    {
        var outputs = model.Signature.Outputs.Select(o => (o.Name, Target: Column.Create(Shape(o), rows))).ToList();
        var faults = new Fault?[rows];
        var live = new bool[rows];
        Array.Fill(live, true);
        using var run = model.Open(inputs, outputs, rows, [size]);
        run.Run(rows, live, faults);
        return new Answer([.. outputs.Select(o => o.Target)], faults, run.FailedBatches);
    }

    /// <summary>Whether every row failed in both, or has the same bits in both (any NaN equals any other).</summary>
    public static bool Same(Answer a, Answer b)
    {
        for (var row = 0; row < a.Faults.Length; row++)
        {
            if (a.Faults[row] is null != b.Faults[row] is null)
                return false;
            for (var i = 0; a.Faults[row] is null && i < a.Outputs.Length; i++)
            {
                if (!Same(a.Outputs[i], b.Outputs[i], row))
                    return false;
            }
        }

        return true;
    }

    private static bool Same(Column a, Column b, int row)
    {
        switch (a, b)
        {
            case (ValueColumn<float> x, ValueColumn<float> y):
                return Same(x.Vector(row), y.Vector(row), v => BitConverter.SingleToUInt32Bits(float.IsNaN(v) ? float.NaN : v));
            case (ValueColumn<double> x, ValueColumn<double> y):
                return Same(x.Vector(row), y.Vector(row), v => BitConverter.DoubleToUInt64Bits(double.IsNaN(v) ? double.NaN : v));
            case (ValueColumn<long> x, ValueColumn<long> y):
                return x.Vector(row).SequenceEqual(y.Vector(row));
            case (ValueColumn<bool> x, ValueColumn<bool> y):
                return x.Vector(row).SequenceEqual(y.Vector(row));
            case (TextColumn x, TextColumn y):
                for (var i = 0; i < x.Shape.Width; i++)
                {
                    if (!x.Element(row, i).SequenceEqual(y.Element(row, i)))
                        return false;
                }

                return true;
            default:
                throw new ArgumentException($"columns of types {a.Shape} and {b.Shape} cannot be compared");
        }
    }

    private static bool Same<T>(Span<T> a, Span<T> b, Func<T, ulong> bits)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (bits(a[i]) != bits(b[i]))
                return false;
        }

        return true;
    }

    private static ColumnShape Shape(TensorSignature output)
    {
        var type = ModelSignature.ColumnTypeOf(output.Type);
        return output.RowSize == 1 ? ColumnShape.Scalar(type) : ColumnShape.Vector(type, output.RowSize);
    }
}
