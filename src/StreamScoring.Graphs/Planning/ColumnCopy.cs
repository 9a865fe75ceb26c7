using StreamScoring.Events.Columns;

namespace StreamScoring.Graphs.Planning;

/// <summary>Copies rows from one column to another of the same element type.</summary>
internal static class ColumnCopy
{
    /// <summary>Copies a row: the whole of it, or of a vector the element <paramref name="at"/> into a scalar. A null stays null.</summary>
    public static void Row(Column from, int? at, Column to, int row)
    {
        if (from.IsNull(row))
        {
            to.SetNull(row);
            return;
        }

        switch (from)
        {
            case ValueColumn<float> floats:
                Values(floats, at, (ValueColumn<float>)to, row);
                break;
            case ValueColumn<double> doubles:
                Values(doubles, at, (ValueColumn<double>)to, row);
                break;
            case ValueColumn<long> longs:
                Values(longs, at, (ValueColumn<long>)to, row);
                break;
            case ValueColumn<bool> booleans:
                Values(booleans, at, (ValueColumn<bool>)to, row);
                break;
            case TextColumn texts:
                Texts(texts, at, (TextColumn)to, row);
                break;
            default:
                throw new ArgumentException($"rows of {from.Shape} cannot be copied", nameof(from));
        }
    }

    private static void Values<T>(ValueColumn<T> from, int? at, ValueColumn<T> to, int row)
        where T : unmanaged
    {
        if (at is { } index)
            to.Set(row, from.Vector(row)[index]);
        else
            from.Vector(row).CopyTo(to.SetVector(row));
    }

    private static void Texts(TextColumn from, int? at, TextColumn to, int row)
    {
        if (at is { } index)
        {
            to.Set(row, from.Element(row, index));
            return;
        }

        for (var i = 0; i < from.Shape.Width; i++)
            to.SetElement(row, i, from.Element(row, i));
    }
}
