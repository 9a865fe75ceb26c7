using System.Text;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Decisioning.History;

/// <summary>The fields of an event as the tree that rules walk: objects, arrays of objects, values. Node 0 is the event itself.</summary>
internal sealed class FieldTree
{
    /// <summary>The field of a node that stands for the event's time.</summary>
    public const int TimeField = -2;

    private readonly List<Node> _nodes = [new Node("")];

    public FieldTree(IReadOnlyList<ProjectedField> fields)
    {
        Child(0, "timestamp").Field = TimeField;
        for (var field = 0; field < fields.Count; field++)
            Add(fields[field], field);
        foreach (var node in _nodes)
            node.Names = [.. node.Children.Select(c => Encoding.UTF8.GetBytes(_nodes[c].Name))];
    }

    public int Count => _nodes.Count;

    public Node this[int node] => _nodes[node];

    private void Add(ProjectedField field, int number)
    {
        var at = 0;
        foreach (var step in field.Path.Steps)
        {
            if (_nodes[at].IsValue)
                throw Conflict(field, "stands below a value");
            var child = Child(at, step.Name);
            if (child.IsNew)
                child.IsList = step.EachItem;
            else if (child.IsList != step.EachItem)
                throw Conflict(field, "is meant as an array and as none");
            child.IsNew = false;
            at = child.Number;
            var node = _nodes[at];
            node.FirstField = Math.Min(node.FirstField, number);
            node.LastField = Math.Max(node.LastField, number);
        }

        if (_nodes[at].IsValue || _nodes[at].Children.Count > 0)
            throw Conflict(field, "is meant as a value and as something else");
        _nodes[at].Field = number;
        // A list without [*] in its path: an array of values, asked for as such.
        _nodes[at].IsList |= field.Shape.Layout == ColumnLayout.List && !field.Path.IsMany;
        if (field.Path.IsMany && field.Shape.Layout != ColumnLayout.List)
            throw Conflict(field, "goes through an array and is no list");
    }

    private Node Child(int parent, string name)
    {
        foreach (var child in _nodes[parent].Children)
        {
            if (_nodes[child].Name == name)
                return _nodes[child];
        }

        var made = new Node(name) { Number = _nodes.Count, IsNew = true };
        _nodes[parent].Children.Add(made.Number);
        _nodes.Add(made);
        return made;
    }

    private static ArgumentException Conflict(ProjectedField field, string what) =>
        new($"'{field.Path}' as {field.Shape} {what}; one event cannot be read both ways");

    /// <summary>An object, an array or a value.</summary>
    internal sealed class Node(string name)
    {
        public string Name { get; } = name;
        public int Number { get; init; }
        public List<int> Children { get; } = [];
        public byte[][] Names { get; set; } = [];

        /// <summary>The field of a value; -1 of an object or an array of objects.</summary>
        public int Field { get; set; } = -1;

        /// <summary>Whether it is an array: of values when it has a field, else of objects.</summary>
        public bool IsList { get; set; }

        /// <summary>The fields below it, both ends included.</summary>
        public int FirstField { get; set; } = int.MaxValue;
        public int LastField { get; set; } = -1;

        public bool IsNew { get; set; }

        public bool IsValue => Field != -1;
    }
}
