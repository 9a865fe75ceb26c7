using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Lists;

/// <summary>A value as a list: null is empty, a map gives its values, anything else is a list of itself.</summary>
internal readonly struct Items
{
    private readonly Value _value;

    public Items(in Value value)
    {
        _value = value;
        Count = value.Kind switch
        {
            ValueKind.Null => 0,
            ValueKind.List or ValueKind.Map => value.Count,
            _ => 1,
        };
    }

    public int Count { get; }

    public Value this[int index] =>
        _value.Kind switch
        {
            ValueKind.List => _value.Item(index),
            ValueKind.Map => _value.Entry(index),
            _ => _value,
        };
}
