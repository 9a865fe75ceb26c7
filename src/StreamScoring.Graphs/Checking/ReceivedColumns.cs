using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Graphs.Checking;

/// <summary>
/// Where the columns of the receiver come from: fields that every batch has (<c>_id</c>, <c>eventType</c>, <c>timestamp</c>, <c>receivedTimestamp</c> in their own types),
/// or columns of the projection.
/// </summary>
internal static class ReceivedColumns
{
    private static readonly ColumnShape Text = ColumnShape.Scalar(ColumnType.Text);
    private static readonly ColumnShape Time = ColumnShape.Scalar(ColumnType.Timestamp);

    /// <summary>What determines the values of a field.</summary>
    public static string Provenance(ProjectedField field) => $"xdm:{field.Path}:{field.Shape}";

    /// <summary>Whether every batch has the field, so that decoding need not be asked for it.</summary>
    public static bool IsStanding(ProjectedField field) => Standing(field) is not null;

    /// <summary>How to find the column of a field in a batch, given the projection.</summary>
    public static Func<Projection, Func<EventBatch, Column>> Finder(ProjectedField field)
    {
        if (Standing(field) is { } standing)
            return _ => standing;
        return projection =>
        {
            var slot = projection.SlotOf(field);
            return batch => batch.Columns[slot];
        };
    }

    private static Func<EventBatch, Column>? Standing(ProjectedField field) =>
        (field.Path.Text, field.Shape) switch
        {
            ("_id", var shape) when shape == Text => batch => batch.Ids,
            ("eventType", var shape) when shape == Text => batch => batch.EventTypes,
            ("timestamp", var shape) when shape == Time => batch => batch.EventTimesNs,
            ("receivedTimestamp", var shape) when shape == Time => batch => batch.ReceivedTimesNs,
            _ => null,
        };
}
