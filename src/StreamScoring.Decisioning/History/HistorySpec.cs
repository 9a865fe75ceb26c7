using System.Globalization;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;
using StreamScoring.State;

namespace StreamScoring.Decisioning.History;

/// <summary>What rules need of a key's events: which fields, and how far back. An event's time is always there. Immutable.</summary>
public sealed class HistorySpec
{
    /// <summary>The kind of its definition.</summary>
    public const string Kind = "events";

    /// <summary>
    /// A spec of the distinct fields. Throws <see cref="ArgumentException"/> for vectors, for a path with two shapes, and for a path that goes through another one's value.
    /// </summary>
    /// <param name="fields">The fields. Those of array items (<c>productListItems[*].SKU</c>) are lists.</param>
    /// <param name="windowNs">How far behind <c>now</c> events are needed, ns: 0 when only the current one is, <see cref="long.MaxValue"/> for all that the limits hold.</param>
    public HistorySpec(IEnumerable<ProjectedField> fields, long windowNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(windowNs);
        // An event's time is kept beside its fields, as what it is.
        Fields =
        [
            .. fields
                .Where(f => f.Path.Text != "timestamp")
                .Distinct()
                .OrderBy(f => f.Path.Text, StringComparer.Ordinal)
                .ThenBy(f => f.Shape.ToString(), StringComparer.Ordinal),
        ];
        if (Fields.FirstOrDefault(f => f.Shape.Layout == ColumnLayout.Vector) is { Path: { } vector })
            throw new ArgumentException($"'{vector}' is a vector, which no rule reads", nameof(fields));
        WindowNs = windowNs;
        Tree = new FieldTree(Fields);
        Format = new RecordFormat(Fields);
        var named = string.Join(';', Fields.Select(f => $"{f.Path}:{f.Shape}"));
        Definition = new StateDefinition(Kind, Sections.HashOf(string.Create(CultureInfo.InvariantCulture, $"events 1;{windowNs};{named}")))
        {
            Check = section => EventSection.Fault(section, Format),
        };
    }

    /// <summary>The fields, in ordinal order of their paths.</summary>
    public IReadOnlyList<ProjectedField> Fields { get; }

    /// <summary>How far behind <c>now</c> events are needed, ns.</summary>
    public long WindowNs { get; }

    /// <summary>What is kept for it; another set of fields or another window is another definition.</summary>
    public StateDefinition Definition { get; }

    internal FieldTree Tree { get; }

    internal RecordFormat Format { get; }
}
