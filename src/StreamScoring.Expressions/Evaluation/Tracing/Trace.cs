using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Tracing;

/// <summary>A plan with a record of what its parts gave.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Trace">What its parts gave in the last evaluation.</param>
public sealed record TracedPlan(ExpressionPlan Plan, Trace Trace);

/// <summary>What the parts of an expression gave in one evaluation.</summary>
public sealed class Trace
{
    private readonly Dictionary<SyntaxNode, TraceEntry> _entries = new(ReferenceEqualityComparer.Instance);

    internal Trace(string text, SyntaxNode root) => (Text, Root) = (text, root);

    /// <summary>The text of the expression.</summary>
    public string Text { get; }

    /// <summary>The expression.</summary>
    public SyntaxNode Root { get; }

    /// <summary>What a part gave, or null when it has no value of its own (a variable's declaration, a range of time).</summary>
    public TraceEntry? this[SyntaxNode node] => _entries.GetValueOrDefault(node);

    /// <summary>The parts that have a value, outer before inner, each with its depth.</summary>
    public IEnumerable<(int Depth, SyntaxNode Node, TraceEntry Entry)> Lines => Walk(Root, 0);

    /// <summary>Forgets the last evaluation.</summary>
    public void Clear()
    {
        foreach (var entry in _entries.Values)
            entry.Clear();
    }

    internal Node Wrap(SyntaxNode syntax, Node node)
    {
        var entry = new TraceEntry();
        _entries[syntax] = entry;
        return new TraceNode(node, entry);
    }

    private IEnumerable<(int, SyntaxNode, TraceEntry)> Walk(SyntaxNode node, int depth)
    {
        var entry = this[node];
        if (entry is not null)
            yield return (depth, node, entry);
        foreach (var child in SyntaxChildren.Of(node))
        {
            foreach (var line in Walk(child, entry is null ? depth : depth + 1))
                yield return line;
        }
    }
}

/// <summary>What one part gave.</summary>
public sealed class TraceEntry
{
    private const int MaxValues = 5;
    private readonly List<string> _values = [];

    /// <summary>How often it was computed: not at all when the result was clear before, many times inside a loop.</summary>
    public int Times { get; private set; }

    /// <summary>The first few values as JSON.</summary>
    public IReadOnlyList<string> Values => _values;

    internal void Add(in Value value)
    {
        Times++;
        if (_values.Count < MaxValues)
            _values.Add(ValueJson.Write(value));
    }

    internal void Clear()
    {
        Times = 0;
        _values.Clear();
    }
}

/// <summary>Records what a node gives.</summary>
internal sealed class TraceNode(Node inner, TraceEntry entry) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var value = inner.Evaluate(e);
        entry.Add(value);
        return value;
    }

    public override bool Test(Evaluator e)
    {
        var result = inner.Test(e);
        entry.Add(Value.Of(result));
        return result;
    }

    public override Extent Cost(CostMeter meter)
    {
        return inner.Cost(meter);
    }
}
