namespace StreamScoring.Events.Xdm;

/// <summary>
/// The fields that the deployed graphs and rules read, each once: column <c>i</c> of a batch holds field <c>i</c>. Identity, id, event type and
/// the two times are always delivered beside it and need no field. Immutable; decoders compile themselves for one projection.
/// </summary>
public sealed class Projection
{
    private readonly Dictionary<ProjectedField, int> _slots = [];
    private readonly List<ProjectedField> _fields = [];

    /// <summary>The union of the given fields, in order of first mention.</summary>
    public Projection(IEnumerable<ProjectedField> fields)
    {
        foreach (var field in fields)
        {
            if (_slots.TryAdd(field, _fields.Count))
                _fields.Add(field);
        }
    }

    /// <summary>The fields, by column.</summary>
    public IReadOnlyList<ProjectedField> Fields => _fields;

    /// <summary>The column of a field. Throws when the projection lacks it.</summary>
    public int SlotOf(ProjectedField field) =>
        _slots.TryGetValue(field, out var slot)
            ? slot
            : throw new KeyNotFoundException($"'{field.Path}' as {field.Shape} is not part of this projection");
}
