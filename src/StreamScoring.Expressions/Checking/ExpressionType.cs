namespace StreamScoring.Expressions.Checking;

/// <summary>What is known of a value before there is one.</summary>
public enum TypeKind : byte
{
    /// <summary>Nothing; coerced at run time.</summary>
    Any,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>An integer or a number.</summary>
    Number,

    /// <summary>Text; it may hold a time.</summary>
    Text,

    /// <summary>A moment or an interval.</summary>
    Time,

    /// <summary>A number of units of time.</summary>
    Duration,

    /// <summary>A list of <see cref="ExpressionType.Item"/>.</summary>
    List,

    /// <summary>A map of texts to <see cref="ExpressionType.Item"/>.</summary>
    Map,

    /// <summary>An object of <see cref="ExpressionType.Fields"/>.</summary>
    Object,

    /// <summary>What <c>mapEntry</c> makes.</summary>
    Entry,
}

/// <summary>A type. Those of objects may refer to themselves.</summary>
public sealed class ExpressionType
{
    private ExpressionType(
        TypeKind kind,
        ExpressionType? item = null,
        IReadOnlyDictionary<string, ExpressionType>? fields = null,
        string name = ""
    ) => (Kind, ItemOrNull, Fields, Name) = (kind, item, fields, name);

    /// <summary>Nothing is known.</summary>
    public static ExpressionType Any { get; } = new(TypeKind.Any);

    /// <summary>True or false.</summary>
    public static ExpressionType Boolean { get; } = new(TypeKind.Boolean);

    /// <summary>A number.</summary>
    public static ExpressionType Number { get; } = new(TypeKind.Number);

    /// <summary>Text.</summary>
    public static ExpressionType Text { get; } = new(TypeKind.Text);

    /// <summary>A moment or an interval.</summary>
    public static ExpressionType Time { get; } = new(TypeKind.Time);

    internal static ExpressionType Duration { get; } = new(TypeKind.Duration);

    internal static ExpressionType Entry { get; } = new(TypeKind.Entry);

    /// <summary>The kind.</summary>
    public TypeKind Kind { get; }

    /// <summary>The fields of an object; null for other types.</summary>
    public IReadOnlyDictionary<string, ExpressionType>? Fields { get; }

    /// <summary>The name of an object's type, for messages.</summary>
    public string Name { get; }

    /// <summary>What a list or map holds; the type itself where it is neither, because a single value counts as a list of one.</summary>
    public ExpressionType Item => Kind is TypeKind.List or TypeKind.Map ? ItemOrNull ?? Any : this;

    private ExpressionType? ItemOrNull { get; }

    internal bool IsAny => Kind == TypeKind.Any;

    /// <summary>A list.</summary>
    public static ExpressionType List(ExpressionType item) => new(TypeKind.List, item);

    /// <summary>A map from texts.</summary>
    public static ExpressionType Map(ExpressionType item) => new(TypeKind.Map, item);

    /// <summary>An object. The dictionary may still be filled afterwards, so that a type can refer to itself.</summary>
    public static ExpressionType Object(string name, IReadOnlyDictionary<string, ExpressionType> fields) =>
        new(TypeKind.Object, null, fields, name);

    /// <summary>The spelling in messages.</summary>
    public override string ToString() =>
        Kind switch
        {
            TypeKind.List => $"a list of {Item}",
            TypeKind.Map => $"a map of {Item}",
            TypeKind.Object => Name.Length == 0 ? "an object" : $"an object ({Name})",
            TypeKind.Boolean => "true or false",
            TypeKind.Number => "a number",
            TypeKind.Text => "text",
            TypeKind.Time => "a time",
            TypeKind.Duration => "a duration",
            TypeKind.Entry => "an entry of a map",
            _ => "anything",
        };
}
