using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>What a place of the event is for identity.</summary>
internal enum IdentityRole : byte
{
    None,

    /// <summary>The map from namespace to identities.</summary>
    Map,

    /// <summary>The identities of a namespace.</summary>
    List,

    /// <summary>One identity.</summary>
    Item,

    /// <summary>Its text.</summary>
    Id,

    /// <summary>Whether it is the primary one.</summary>
    Primary,
}

/// <summary>The wanted paths as a tree: what to do with the value that stands at a place of the event.</summary>
internal sealed class FieldTree
{
    private readonly List<FieldTree> _children = [];

    private FieldTree(string name, string path, IdentityRole role = IdentityRole.None)
    {
        Name = name;
        Path = path;
        Role = role;
        if (role == IdentityRole.Map)
            Identity = new FieldTree("*", path + ".*", IdentityRole.List);
        else if (role == IdentityRole.List)
            Identity = new FieldTree("[*]", path + "[*]", IdentityRole.Item);
        else if (role == IdentityRole.Item)
            _children =
            [
                new FieldTree("id", path + ".id", IdentityRole.Id),
                new FieldTree("primary", path + ".primary", IdentityRole.Primary),
            ];
    }

    /// <summary>The property, map key, or <c>[*]</c>.</summary>
    public string Name { get; }

    /// <summary>The XDM path from the root.</summary>
    public string Path { get; }

    /// <summary>Whether the value is an item of an array that is read, where a value of another kind than wanted is null.</summary>
    public bool IsItem { get; private init; }

    /// <summary>Targets that take the value itself.</summary>
    public List<int> Targets { get; } = [];

    /// <summary>What is wanted of the value's properties or map entries.</summary>
    public IReadOnlyList<FieldTree> Children => _children;

    /// <summary>What is wanted of each of its items, or null.</summary>
    public FieldTree? Items { get; private set; }

    /// <summary>What the value is for identity; such a place has no columns.</summary>
    public IdentityRole Role { get; }

    /// <summary>Of an identity map or list: what its values are.</summary>
    public FieldTree? Identity { get; }

    /// <summary>The place of the identity map, which stands beside what a projection reads of it.</summary>
    private static FieldTree IdentityMap() => new("identityMap", "identityMap", IdentityRole.Map);

    /// <summary>
    /// The tree of a projection; targets are its columns, then the header's as <see cref="TargetSet"/> numbers them. Throws <see cref="ArgumentException"/> when a
    /// field's shape cannot hold what its path gives.
    /// </summary>
    public static FieldTree Of(Projection projection)
    {
        var root = new FieldTree("", "");
        for (var i = 0; i < projection.Fields.Count; i++)
            root.PlaceOf(projection.Fields[i]).Targets.Add(i);
        foreach (var (name, target) in TargetSet.Header(projection))
            root.Child(name).Targets.Add(target);
        root._children.Add(IdentityMap());
        return root;
    }

    /// <summary>All targets at or under this place.</summary>
    public IEnumerable<int> AllTargets()
    {
        var under = Children.SelectMany(c => c.AllTargets());
        if (Items is not null)
            under = under.Concat(Items.AllTargets());
        return Targets.Concat(under);
    }

    private FieldTree PlaceOf(ProjectedField field)
    {
        var (path, shape) = field;
        if (path.IsMany && shape.Layout == ColumnLayout.Scalar)
            throw new ArgumentException($"'{path}' goes through an array and has many values; its column must be a list, not {shape}");
        var node = this;
        for (var i = 0; i < path.Steps.Length; i++)
        {
            node = node.Child(path.Steps[i].Name);
            if (!path.Steps[i].EachItem)
                continue;
            if (shape.Layout == ColumnLayout.List)
                node = node.EachItem();
            else if (i < path.Steps.Length - 1)
                throw new ArgumentException($"'{path}' cannot fill {shape}: a vector is one array of values, not a field of its items");
        }

        // A list may be asked for as 'tags' or 'tags[*]'.
        return shape.Layout == ColumnLayout.List && !path.IsMany ? node.EachItem() : node;
    }

    private FieldTree Child(string name)
    {
        var child = _children.Find(c => string.Equals(c.Name, name, StringComparison.Ordinal));
        if (child is null)
        {
            child = new FieldTree(name, Path.Length == 0 ? name : $"{Path}.{name}");
            _children.Add(child);
        }

        return child;
    }

    private FieldTree EachItem() => Items ??= new FieldTree("[*]", Path + "[*]") { IsItem = true };
}
