using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.History;

/// <summary>The named roots of expressions (<c>event</c>, <c>offer</c>), set before each evaluation. One a lane.</summary>
/// <param name="names">The names.</param>
public sealed class ContextRoots(params IReadOnlyList<string> names) : ValueSource
{
    private readonly Value[] _keys = [.. names.Select(Value.Text)];
    private readonly Value[] _values = new Value[names.Count];

    /// <summary>What <c>EvaluationInput.Contexts</c> takes.</summary>
    public Value Object => Value.Object(this, 0, _keys.Length);

    /// <summary>Sets a root by its position among the names.</summary>
    public void Set(int index, in Value value) => _values[index] = value;

    /// <inheritdoc/>
    public override Value Item(in Value list, int index) => default;

    /// <inheritdoc/>
    public override Value Key(in Value map, int index) => _keys[index];

    /// <inheritdoc/>
    public override Value Entry(in Value map, int index) => _values[index];
}
