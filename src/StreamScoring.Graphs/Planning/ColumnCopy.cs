using StreamScoring.Events.Columns;

namespace StreamScoring.Graphs.Planning;

/// <summary>Copies rows from one column to another of the same element type: the whole row, or one element of a vector into a scalar.</summary>
internal abstract class ColumnCopy
{
    /// <summary>Copies a row; a null stays null.</summary>
    public abstract void Row(int row);

    /// <summary>Takes rows of <paramref name="from"/> into <paramref name="to"/>, whole.</summary>
    public static ColumnCopy Between(Column from, Column to) => Between(from, null, to);

    /// <summary>Takes element <paramref name="at"/> of each row, or the whole row when null.</summary>
    public static ColumnCopy Between(Column from, int? at, Column to) =>
        (from, to) switch
        {
            (ValueColumn<bool> f, ValueColumn<bool> t) => new Values<bool>(f, at, t),
            (ValueColumn<long> f, ValueColumn<long> t) => new Values<long>(f, at, t),
            (ValueColumn<float> f, ValueColumn<float> t) => new Values<float>(f, at, t),
            (ValueColumn<double> f, ValueColumn<double> t) => new Values<double>(f, at, t),
            (TextColumn f, TextColumn t) => new Texts(f, at, t),
            _ => throw new ArgumentException($"cannot copy {from.Shape} to {to.Shape}", nameof(to)),
        };

    private sealed class Values<T>(ValueColumn<T> from, int? at, ValueColumn<T> to) : ColumnCopy
        where T : unmanaged
    {
        public override void Row(int row)
        {
            if (from.IsNull(row))
                to.SetNull(row);
            else if (at is { } index)
                to.Set(row, from.Vector(row)[index]);
            else
                from.Vector(row).CopyTo(to.SetVector(row));
        }
    }

    private sealed class Texts(TextColumn from, int? at, TextColumn to) : ColumnCopy
    {
        public override void Row(int row)
        {
            if (from.IsNull(row))
                to.SetNull(row);
            else if (at is { } index)
                to.Set(row, from.Element(row, index));
            else
            {
                for (var i = 0; i < from.Shape.Width; i++)
                    to.SetElement(row, i, from.Element(row, i));
            }
        }
    }
}
