namespace StreamScoring.Inference.Inspection;

/// <summary>What is kept of a graph while it is inspected.</summary>
internal sealed class ParsedGraph
{
    public List<ParsedNode> Nodes { get; } = [];

    public HashSet<string> Initializers { get; } = new(StringComparer.Ordinal);

    /// <summary>Small integer constants by name: what shapes are made of.</summary>
    public Dictionary<string, long[]> Constants { get; } = new(StringComparer.Ordinal);

    public List<ParsedValue> Inputs { get; } = [];

    public List<ParsedValue> Outputs { get; } = [];
}

/// <summary>A node of a graph and where its bytes stand.</summary>
internal sealed class ParsedNode(int index)
{
    public string Op { get; set; } = "";

    public string Domain { get; set; } = "";

    public string Name { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>The attributes' integers, as far as shapes and class labels need them.</summary>
    public Dictionary<string, List<long>> Integers { get; } = new(StringComparer.Ordinal);

    /// <summary>The attributes' strings, as far as class labels need them.</summary>
    public Dictionary<string, List<string>> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Values of a Constant node, when they are a few integers.</summary>
    public long[]? Constant { get; set; }

    public (int Start, int End) Range { get; set; }

    /// <summary>How messages call it.</summary>
    public override string ToString() =>
        Name.Length > 0
            ? $"{Op} node '{Name}'"
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Op} node number {index}");
}

/// <summary>A declared input or output. <paramref name="Dims"/> is null without a shape; an open dimension is -1.</summary>
internal sealed record ParsedValue(string Name, ValueKind Kind, long DataType, List<long>? Dims, (int Start, int End) Range);

/// <summary>What a declared type is.</summary>
internal enum ValueKind : byte
{
    Undeclared,
    Tensor,
    SequenceOfMaps,
    Other,
}

/// <summary>A tensor in the file: what it claims, and its values when they are a few 64-bit integers.</summary>
internal sealed record ParsedTensor(string Name, List<long> Dims, long[]? Integers);
