namespace StreamScoring.Events.Wire.Schemas;

/// <summary>The text of a schema that events were written with, as its source gave it. Immutable; nothing is parsed before an event needs it.</summary>
public sealed class WriterSchema
{
    /// <summary>A schema, and the schemas whose names it uses.</summary>
    /// <param name="name">How messages call it: its id, e.g. <c>1001</c>.</param>
    /// <param name="type">The registry's schema type; only <c>AVRO</c> can be decoded.</param>
    /// <param name="text">The schema as JSON text.</param>
    /// <param name="references">Texts of the schemas it refers to, each after those that it refers to itself.</param>
    public WriterSchema(string name, string type, string text, IReadOnlyList<string>? references = null)
    {
        Name = name;
        Type = type;
        Text = text;
        References = references ?? [];
    }

    /// <summary>How messages call it.</summary>
    public string Name { get; }

    /// <summary>The registry's schema type: <c>AVRO</c>, or another that is refused with a fault.</summary>
    public string Type { get; }

    /// <summary>The schema as JSON text.</summary>
    public string Text { get; }

    /// <summary>Texts of the schemas it refers to, in the order in which they must be read.</summary>
    public IReadOnlyList<string> References { get; }
}
