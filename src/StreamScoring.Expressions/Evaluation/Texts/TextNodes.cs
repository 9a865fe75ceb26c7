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

    /// <summary>The test of one text.</summary>
    protected abstract bool TestText(Evaluator e, ReadOnlySpan<byte> text);

    /// <summary>Pays for a search; false when the steps are used up.</summary>
    protected static bool Pay(Evaluator e, int textLength) => textLength < 64 || e.Step(textLength >> 6);
}

/// <summary><c>startsWith</c> and its like, with a constant.</summary>
internal sealed class TextConstantNode(Node target, TextRelation relation, byte[] part, bool ignoreCase, bool holds) : TextTestNode(target)
{
    protected override bool TestText(Evaluator e, ReadOnlySpan<byte> text) =>
        Pay(e, ignoreCase ? (int)Math.Min(int.MaxValue, (long)text.Length * (1 + (part.Length / 8))) : text.Length)
        && TextSearch.Holds(relation, text, part, ignoreCase) == holds;
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
        return Pay(e, (int)Math.Min(int.MaxValue, work)) && TextSearch.Holds(relation, text, other.Utf8, ignoreCase) == holds;
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
        return Pay(e, (int)Math.Min(int.MaxValue, (long)text.Length * (1 + (like.Utf8.Length / 8)))) && TextSearch.IsLike(text, like.Utf8);
    }
}

/// <summary><c>matches</c>: the regular expression is found anywhere in the text.</summary>
internal sealed class MatchesNode(Node target, TextPattern pattern) : TextTestNode(target)
{
    protected override bool TestText(Evaluator e, ReadOnlySpan<byte> text) => Pay(e, text.Length) && pattern.IsIn(text);
}

/// <summary><c>regexGroup</c>: what a group of the first match holds; null when nothing matches. Allocates.</summary>
internal sealed class RegexGroupNode(Node target, TextPattern pattern, int group) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var value = target.Evaluate(e);
        if (value.Kind != ValueKind.Text || !e.Step(1 + (value.Utf8.Length >> 6)))
            return default;
        return pattern.Group(value.Utf8, group) is { } found ? Value.Text(found) : default;
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
}
