using StreamScoring.Documents;
using StreamScoring.Events.Columns;

namespace StreamScoring.Graphs.Checking;

/// <summary>The names that a node can see: columns defined above it. Defining a name again hides the older column from there on.</summary>
internal sealed class Scope
{
    private readonly Dictionary<string, ColumnRef?> _names = new(StringComparer.Ordinal);
    private readonly List<ColumnShape> _slots = [];

    /// <summary>Shapes of all slots so far.</summary>
    public IReadOnlyList<ColumnShape> Slots => _slots;

    /// <summary>The names as they stand, each with its newest column, in order of first definition; names of failed nodes are left out.</summary>
    public IEnumerable<ColumnRef> Columns => _names.Where(n => n.Value is not null).Select(n => n.Value! with { Name = n.Key });

    /// <summary>Takes the next slot.</summary>
    public int NextSlot(ColumnShape shape)
    {
        _slots.Add(shape);
        return _slots.Count - 1;
    }

    /// <summary>Gives back the slots after the first <paramref name="count"/>.</summary>
    public void TakeBack(int count) => _slots.RemoveRange(count, _slots.Count - count);

    /// <summary>Defines a name.</summary>
    public void Define(string name, ColumnRef column) => _names[name] = column;

    /// <summary>Defines a name whose column could not be made out, so that its readers are not reported too.</summary>
    public void DefineUnknown(string name) => _names[name] = null;

    /// <summary>Whether a name was defined by a node that failed.</summary>
    public bool IsUnknown(string name) => _names.TryGetValue(name, out var column) && column is null;

    /// <summary>The column of a name. Null with an error when nothing above defines it, without one when its definition failed.</summary>
    public ColumnRef? Find(string name, DocumentNode at, DocumentErrors errors)
    {
        if (_names.TryGetValue(name, out var column))
            return column;
        errors.Add(at, $"no column '{name}' is defined above here{Suggestion.Hint(name, _names.Keys)}");
        return null;
    }
}
