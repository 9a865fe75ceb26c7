using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Decisioning.History;

/// <summary>Where a batch has the fields that rules read. Identity, id, type and times are delivered beside the projection.</summary>
public static class EventColumns
{
    /// <summary>The column of a field. Throws <see cref="KeyNotFoundException"/> when the batch's projection lacks it.</summary>
    public static Column Of(EventBatch batch, ProjectedField field) =>
        field.Path.Text switch
        {
            "eventType" when field.Shape == ColumnShape.Scalar(ColumnType.Text) => batch.EventTypes,
            "_id" when field.Shape == ColumnShape.Scalar(ColumnType.Text) => batch.Ids,
            "timestamp" when field.Shape == ColumnShape.Scalar(ColumnType.Timestamp) => batch.EventTimesNs,
            "receivedTimestamp" when field.Shape == ColumnShape.Scalar(ColumnType.Timestamp) => batch.ReceivedTimesNs,
            _ => batch.Columns[batch.Projection.SlotOf(field)],
        };

    /// <summary>Whether a field is delivered without standing in the projection.</summary>
    public static bool IsBuiltIn(ProjectedField field) =>
        (field.Path.Text, field.Shape.Layout, field.Shape.Type)
            is
                ("eventType" or "_id", ColumnLayout.Scalar, ColumnType.Text)
                or
                ("timestamp" or "receivedTimestamp", ColumnLayout.Scalar, ColumnType.Timestamp);
}
