using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Events.Wire.Json;

/// <summary>A projection compiled for reading JSON: a tree of the places to look at, each with the columns that take what stands there.</summary>
internal sealed class JsonPlan
{
    /// <summary>Columns that every event fills, as slots after those of the projection.</summary>
    public const int IdSlot = 0,
        EventTypeSlot = 1,
        EventTimeSlot = 2,
        ReceivedTimeSlot = 3,
        HeaderSlots = 4;

    private int _nodes;

    /// <summary>Throws <see cref="ArgumentException"/> when a field's shape cannot hold what its path gives.</summary>
    public JsonPlan(Projection projection)
    {
        FirstHeaderSlot = projection.Fields.Count;
        Root = NewNode("", isItem: false);
        for (var slot = 0; slot < projection.Fields.Count; slot++)
            Add(projection.Fields[slot], slot);
        AddHeader("_id", ColumnType.Text, IdSlot);
        AddHeader("eventType", ColumnType.Text, EventTypeSlot);
        AddHeader("timestamp", ColumnType.Timestamp, EventTimeSlot);
        AddHeader("receivedTimestamp", ColumnType.Timestamp, ReceivedTimeSlot);
        Child(Root, "identityMap").IsIdentityMap = true;
        NameChildren(Root);
    }

    public JsonPlace Root { get; }

    public int NodeCount => _nodes;

    public int FirstHeaderSlot { get; }

    private void Add(ProjectedField field, int slot)
    {
        var (path, shape) = field;
        if (path.IsMany && shape.Layout == ColumnLayout.Scalar)
            throw new ArgumentException($"'{path}' goes through an array and has many values; its column must be a list, not {shape}");
        var steps = path.Steps;
        var node = Root;
        for (var i = 0; i < steps.Length; i++)
        {
            node = Child(node, steps[i].Name);
            if (!steps[i].EachItem || (shape.Layout == ColumnLayout.Vector && i == steps.Length - 1))
                continue;
            if (shape.Layout == ColumnLayout.Vector)
                throw new ArgumentException($"'{path}' cannot fill {shape}: a vector is one array of numbers, not a field of its items");
            node = Item(node, slot);
        }

        // A list may be asked for as 'tags' or 'tags[*]'.
        if (shape.Layout == ColumnLayout.List && !path.IsMany)
            node = Item(node, slot);
        (shape.Layout == ColumnLayout.Vector ? node.Vectors : node.Sinks).Add(new JsonSink(slot, shape.Type, shape.Width));
    }

    private void AddHeader(string name, ColumnType type, int slot) =>
        Child(Root, name).Sinks.Add(new JsonSink(FirstHeaderSlot + slot, type, 1));

    private JsonPlace Child(JsonPlace parent, string name)
    {
        if (!parent.Children.TryGetValue(name, out var child))
            parent.Children.Add(name, child = NewNode(parent.Path.Length == 0 ? name : $"{parent.Path}.{name}", parent.IsItem));
        return child;
    }

    private JsonPlace Item(JsonPlace array, int slot)
    {
        array.ListSlots.Add(slot);
        return array.Item ??= NewNode(array.Path + "[*]", isItem: true);
    }

    private JsonPlace NewNode(string path, bool isItem) => new(path, isItem) { Index = _nodes++ };

    private static void NameChildren(JsonPlace node)
    {
        if (node.Item is { } item)
            NameChildren(item);
        if (node.Children.Count == 0)
            return;
        List<(string, JsonPlace)> names = [];
        AddSpellings(node, [], names);
        node.Names = new JsonNameTable(names);
        foreach (var child in node.Children.OrderBy(c => c.Key, StringComparer.Ordinal))
            NameChildren(child.Value);
    }

    /// <summary>Every key of the object that leads to a place below it: one key may stand for several steps.</summary>
    private static void AddSpellings(JsonPlace node, string[] steps, List<(string, JsonPlace)> names)
    {
        foreach (var (name, child) in node.Children.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            string[] path = [.. steps, name];
            names.AddRange(XdmNames.SpellingsOf(path).Select(key => (key, child)));
            if (path[0][0] == '_')
                AddSpellings(child, path, names);
        }
    }
}
