using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Decisioning.Planning;

/// <summary>What is read of the events by which applications report displays and interactions.</summary>
internal static class PropositionFields
{
    /// <summary>The ids of the propositions, as a path in expressions.</summary>
    public const string IdsPath = "_experience.decisioning.propositions.id";

    /// <summary>The ids of the propositions that are reported on.</summary>
    public static ProjectedField Ids { get; } =
        new(XdmPath.Parse("_experience.decisioning.propositions[*].id"), ColumnShape.List(ColumnType.Text));

    /// <summary>The type of the event.</summary>
    public static ProjectedField EventType { get; } = new(XdmPath.Parse("eventType"), ColumnShape.Scalar(ColumnType.Text));
}
