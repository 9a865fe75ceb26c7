using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Parsing;

/// <summary>Reads <c>CHAIN(xEvent, timestamp, [A: WHAT(…) WHEN(…) COUNT(n), ABSENT(…) FOR 30 minutes])</c>.</summary>
internal sealed class ChainParser(TokenCursor cursor, Func<SyntaxNode?> expression, TimeParser times)
{
    public bool Begins() => cursor.Current.IsWord("chain") && cursor.Ahead(1).Is("(");

    public ChainSyntax? Read()
    {
        var start = cursor.Next().Span;
        cursor.Next();
        if (expression() is not { } source || !cursor.Expect(",", "after the events of a chain"))
            return null;
        if (
            expression() is not { } time
            || !cursor.Expect(",", "after the time of a chain")
            || !cursor.Expect("[", "before the steps of a chain")
        )
            return null;
        var steps = new List<ChainStepSyntax>();
        do
        {
            if (Step() is not { } step)
                return null;
            if (step.Name.Length > 0 && steps.Exists(s => string.Equals(s.Name, step.Name, StringComparison.Ordinal)))
            {
                cursor.Fail(step.Span, $"there are two steps '{step.Name}'");
                return null;
            }

            steps.Add(step);
        } while (cursor.Take(","));
        if (!cursor.Expect("]", "or ',' after a step of a chain") || !cursor.Expect(")", "to close the chain"))
            return null;
        return new(source, time, [.. steps]) { Span = start.To(cursor.Previous.Span) };
    }

    private ChainStepSyntax? Step()
    {
        var start = cursor.Current.Span;
        var name = "";
        if (cursor.Current.IsName && cursor.Ahead(1).Is(":"))
        {
            if (cursor.ExpectName("the name of a step") is not { } given)
                return null;
            name = given;
            cursor.Next();
        }

        ChainStepSyntax? step = null;
        if (cursor.TakeWord("what"))
            step = What(name);
        else if (cursor.TakeWord("absent"))
            step = Absent(name);
        else
            cursor.Fail(
                $"expected a step such as A: WHAT(condition), or ABSENT(condition) FOR 30 minutes, found {cursor.Current.Described}"
            );
        return step is null ? null : step with { Span = start.To(cursor.Previous.Span) };
    }

    private AbsentSyntax? Absent(string name)
    {
        if (Condition("ABSENT") is not { } condition || !cursor.ExpectWord("for", "after ABSENT(…)"))
            return null;
        return times.Duration() is { } duration ? new(name, condition, duration) : null;
    }

    private WhatSyntax? What(string name)
    {
        if (Condition("WHAT") is not { } condition)
            return null;
        var step = new WhatSyntax(name, condition, null, null, null);
        while (cursor.Error is null)
        {
            if (step.When is null && cursor.TakeWord("when"))
            {
                if (!cursor.Expect("(", "after WHEN") || times.Range() is not { } range || !cursor.Expect(")", "to close WHEN"))
                    return null;
                step = step with { When = range };
            }
            else if (step.Count is null && cursor.TakeWord("count"))
            {
                if (Count() is not { } count)
                    return null;
                step = step with { Count = count };
            }
            else if (step.Where is null && cursor.TakeWord("where"))
            {
                if (Condition("WHERE") is not { } where)
                    return null;
                step = step with { Where = where };
            }
            else
                return step;
        }

        return null;
    }

    private SyntaxNode? Condition(string word)
    {
        if (!cursor.Expect("(", $"after {word}") || expression() is not { } condition || !cursor.Expect(")", $"to close {word}"))
            return null;
        return condition;
    }

    private long? Count()
    {
        if (!cursor.Expect("(", "after COUNT"))
            return null;
        if (cursor.Current is not { Kind: TokenKind.Number, Number: long and > 0 and <= 1_000_000 } number)
        {
            cursor.Fail($"expected a whole number from 1 to 1000000, found {cursor.Current.Described}");
            return null;
        }

        cursor.Next();
        return cursor.Expect(")", "to close COUNT") ? (long)number.Number! : null;
    }
}
