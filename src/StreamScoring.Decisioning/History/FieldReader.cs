using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.History;

/// <summary>Reads the fields of one event, wherever it is kept.</summary>
internal abstract class FieldReader
{
    /// <summary>The event's time, ns since the epoch.</summary>
    public abstract long TimeNs { get; }

    /// <summary>Whether a field has no value.</summary>
    public abstract bool IsNull(int field);

    /// <summary>The value of a scalar field.</summary>
    public abstract Value Scalar(int field);

    /// <summary>The items of a list field; 0 when it is null.</summary>
    public abstract int Items(int field);

    /// <summary>An item of a list field.</summary>
    public abstract Value Item(int field, int index);
}
