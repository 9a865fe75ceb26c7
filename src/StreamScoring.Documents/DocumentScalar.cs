namespace StreamScoring.Documents;

/// <summary>What a scalar holds.</summary>
public enum ScalarKind : byte
{
    /// <summary>Nothing.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A number written without point and exponent.</summary>
    Integer,

    /// <summary>Any other number, also NaN and the infinities.</summary>
    Float,

    /// <summary>Text.</summary>
    Text,
}

/// <summary>A leaf. 1 and 1.0 are different scalars, as they are in pandas.</summary>
public sealed class DocumentScalar : DocumentNode
{
    private readonly object? _value;

    internal DocumentScalar(ScalarKind kind, object? value, string path, DocumentPosition position)
        : base(path, position)
    {
        ScalarKind = kind;
        _value = value;
    }

    /// <summary>What it holds.</summary>
    public ScalarKind ScalarKind { get; }

    /// <summary>The value: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/> or <see cref="string"/>.</summary>
    public object? Value => _value;

    /// <inheritdoc/>
    public override string Kind =>
        ScalarKind switch
        {
            ScalarKind.Null => "nothing",
            ScalarKind.Boolean => "true or false",
            ScalarKind.Integer => "an integer",
            ScalarKind.Float => "a number",
            _ => "text",
        };

    /// <summary>The number it holds, integer or not; null when it holds none.</summary>
    public double? Number =>
        _value switch
        {
            long i => i,
            double d => d,
            _ => null,
        };

    internal override DocumentNode At(string path) => new DocumentScalar(ScalarKind, _value, path, Position);
}
