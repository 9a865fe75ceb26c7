using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Evaluation.Texts.Patterns;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Texts;

/// <summary>
/// A test of a text. False when the text is null or no text; a list is tested item by item, and one that passes is enough.
/// </summary>
internal abstract class TextTestNode(Node target) : TestNode
{
    public sealed override bool Test(Evaluator e)
    {
        var value = target.Evaluate(e);
        if (value.Kind == ValueKind.Text)
            return TestText(e, value.Utf8);
        if (value.Kind != ValueKind.List)
            return false;
        for (var i = 0; i < value.Count && e.Step(); i++)
        {
            if (value.Item(i) is { Kind: ValueKind.Text } item && TestText(e, item.Utf8))
                return true;
        }

        return false;
    }

    /// <summary>Counts the test of each text; <paramref name="test"/> counts one of so many bytes.</summary>
    protected void EachText(CostMeter meter, Action<CostMeter, long> test)
    {
        meter.Add(1);
        var value = target.Cost(meter);
        meter.Repeat(value.Count, () => test(meter, value.TextBytes));
    }

    /// <summary>The test of one text.</summary>
    protected abstract bool TestText(Evaluator e, ReadOnlySpan<byte> text);

    /// <summary>Pays for a search; false when the steps are used up.</summary>
    protected static bool Pay(Evaluator e, long bytes) => bytes < 64 || e.Step(bytes >> 6);
}

/// <summary><c>startsWith</c> and its like, with a constant.</summary>
internal sealed class TextConstantNode(Node target, TextRelation relation, byte[] part, bool ignoreCase, bool holds) : TextTestNode(target)
{
    protected override bool TestText(Evaluator e, ReadOnlySpan<byte> text) =>
        Pay(e, ignoreCase ? (long)text.Length * (1 + (part.Length / 8)) : text.Length)
        && TextSearch.Holds(relation, text, part, ignoreCase) == holds;

    public override Extent Cost(CostMeter meter)
    {
        EachText(meter, (m, bytes) => m.AddText(bytes, ignoreCase ? 1 + (part.Length / 8) : 1));
        return meter.Scalar;
    }
}

/// <summary><c>startsWith</c> and its like. Null as the other text is false.</summary>
internal sealed class TextRelationNode(Node target, TextRelation relation, Node part, Node? matchCase, bool holds) : TextTestNode(target)
{
    protected override bool TestText(Evaluator e, ReadOnlySpan<byte> text)
    {
        var other = part.Evaluate(e);
        if (other.Kind != ValueKind.Text)
            return false;
        var ignoreCase = matchCase is not null && matchCase.Evaluate(e) is { IsNull: false } flag && !Coercion.ToBoolean(flag);
        var work = ignoreCase ? (long)text.Length * (1 + (other.Utf8.Length / 8)) : text.Length;
        return Pay(e, work) && TextSearch.Holds(relation, text, other.Utf8, ignoreCase) == holds;
    }

    public override Extent Cost(CostMeter meter)
    {
        EachText(
            meter,
            (m, bytes) =>
            {
                var other = part.Cost(m);
                matchCase?.Cost(m);
                m.AddText(bytes, matchCase is null ? 1 : 1 + (other.TextBytes / 8));
            }
        );
        return meter.Scalar;
    }
}

/// <summary><c>like</c></summary>
internal sealed class LikeNode(Node target, Node pattern) : TextTestNode(target)
{
    protected override bool TestText(Evaluator e, ReadOnlySpan<byte> text)
    {
        var like = pattern.Evaluate(e);
        if (like.Kind != ValueKind.Text)
            return false;
        return Pay(e, (long)text.Length * (1 + (like.Utf8.Length / 8))) && TextSearch.IsLike(text, like.Utf8);
    }

    public override Extent Cost(CostMeter meter)
    {
        EachText(meter, (m, bytes) => m.AddText(bytes, 1 + (pattern.Cost(m).TextBytes / 8)));
        return meter.Scalar;
    }
}

/// <summary><c>matches</c>: the regular expression is found anywhere in the text.</summary>
internal sealed class MatchesNode(Node target, TextPattern pattern) : TextTestNode(target)
{
    protected override bool TestText(Evaluator e, ReadOnlySpan<byte> text) => Pay(e, text.Length * pattern.Weight) && pattern.IsIn(text);

    public override Extent Cost(CostMeter meter)
    {
        EachText(meter, (m, bytes) => m.AddText(bytes, pattern.Weight));
        return meter.Scalar;
    }
}

/// <summary><c>regexGroup</c>: what a group of the first match holds; null when nothing matches. Allocates.</summary>
internal sealed class RegexGroupNode(Node target, TextPattern pattern, int group) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var value = target.Evaluate(e);
        if (value.Kind != ValueKind.Text || !e.Step(1 + ((value.Utf8.Length * pattern.GroupWeight) >> 6)))
            return default;
        return pattern.Group(value.Utf8, group) is { } found ? Value.Text(found) : default;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var value = target.Cost(meter);
        meter.AddText(value.TextBytes, pattern.GroupWeight);
        return Extent.Scalar(value.TextBytes);
    }
}

/// <summary><c>fold</c>: lower case without white space.</summary>
internal sealed class FoldNode(Node target) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var value = target.Evaluate(e);
        if (value.Kind != ValueKind.Text || !e.Step(1 + (value.Utf8.Length >> 6)))
            return default;
        var room = e.Arena.BeginText((value.Utf8.Length * 3 / 2) + 4);
        return e.Arena.EndText(TextSearch.Fold(value.Utf8, room));
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var value = target.Cost(meter);
        meter.AddText(value.TextBytes);
        return Extent.Scalar((value.TextBytes * 3 / 2) + 4);
    }
}
