using System.Globalization;
using System.Text;
using StreamScoring.Events;
using StreamScoring.Events.Columns;

namespace StreamScoring.TestKit.Json;

/// <summary>Rows of columns as text that is equal only when the values are: <c>null</c>, <c>"text"</c>, <c>[1,null]</c>, doubles in round-trip form.</summary>
public static class ColumnText
{
    /// <summary>What a row of a column holds.</summary>
    public static string Of(Column column, int row)
    {
        if (column.IsNull(row))
            return "null";
        if (column is ListColumn list)
        {
            var (start, length) = list.Range(row);
            return "[" + string.Join(",", Enumerable.Range(start, length).Select(i => Of(list.Items, i))) + "]";
        }

        var values = Enumerable.Range(0, column.Shape.Width).Select(i => Element(column, row, i));
        return column.Shape.Layout == ColumnLayout.Vector ? "<" + string.Join(",", values) + ">" : values.Single();
    }

    /// <summary>Everything a batch knows of a row: the fault, the header, then the columns.</summary>
    public static string OfRow(EventBatch batch, int row)
    {
        Column[] header = [batch.Ids, batch.Identities, batch.EventTypes, batch.EventTimesNs, batch.ReceivedTimesNs];
        return $"{batch.Faults[row]} " + string.Join(" ", header.Concat(batch.Columns).Select(c => Of(c, row)));
    }

    private static string Element(Column column, int row, int index) =>
        column switch
        {
            ValueColumn<bool> c => c.Vector(row)[index] ? "true" : "false",
            ValueColumn<long> c => c.Vector(row)[index].ToString(CultureInfo.InvariantCulture),
            ValueColumn<float> c => c.Vector(row)[index].ToString("R", CultureInfo.InvariantCulture) + "f",
            ValueColumn<double> c => c.Vector(row)[index].ToString("R", CultureInfo.InvariantCulture) + "d",
            TextColumn c => "\"" + Encoding.UTF8.GetString(c.Element(row, index)) + "\"",
            _ => throw new ArgumentOutOfRangeException(nameof(column), column, "unknown column"),
        };
}
