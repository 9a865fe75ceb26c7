using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Cli.Explaining;

/// <summary>The numbers that a model read for one event, kept after the batch is gone. A missing one is NaN, which is what a float tensor gets for it.</summary>
internal static class InputRow
{
    /// <summary>Whether all columns hold numbers; what else a model reads is not kept.</summary>
    public static bool CanHold(IEnumerable<ScoringInput> inputs) =>
        inputs.All(i => i.Shape.Layout != ColumnLayout.List && i.Shape.Type is not (ColumnType.Text or ColumnType.Timestamp));

    /// <summary>Takes a row out of a batch, one number after another in the order of the inputs.</summary>
    public static double[] Take(GraphRunner runner, IReadOnlyList<ScoringInput> inputs, int row)
    {
        var numbers = new double[inputs.Sum(i => i.Shape.Width)];
        var at = 0;
        foreach (var input in inputs)
        {
            var to = numbers.AsSpan(at, input.Shape.Width);
            at += to.Length;
            var column = runner.At(input.Slot);
            if (column.IsNull(row))
            {
                to.Fill(double.NaN);
                continue;
            }

            for (var i = 0; i < to.Length; i++)
            {
                to[i] = column switch
                {
                    ValueColumn<double> d => d.Vector(row)[i],
                    ValueColumn<float> f => f.Vector(row)[i],
                    ValueColumn<long> l => l.Vector(row)[i],
                    ValueColumn<bool> b => b.Vector(row)[i] ? 1 : 0,
                    _ => double.NaN,
                };
            }
        }

        return numbers;
    }

    /// <summary>Puts an input's numbers into a row of a column of its shape.</summary>
    public static void Put(ReadOnlySpan<double> numbers, Column column, int row)
    {
        switch (column)
        {
            case ValueColumn<double> d:
                numbers.CopyTo(d.SetVector(row));
                break;
            case ValueColumn<float> f:
                var floats = f.SetVector(row);
                for (var i = 0; i < floats.Length; i++)
                    floats[i] = (float)numbers[i];
                break;
            case ValueColumn<long> l when !double.IsNaN(numbers[0]):
                var integers = l.SetVector(row);
                for (var i = 0; i < integers.Length; i++)
                    integers[i] = (long)numbers[i];
                break;
            case ValueColumn<bool> b when !double.IsNaN(numbers[0]):
                var flags = b.SetVector(row);
                for (var i = 0; i < flags.Length; i++)
                    flags[i] = numbers[i] != 0;
                break;
            default:
                column.SetNull(row);
                break;
        }
    }
}
