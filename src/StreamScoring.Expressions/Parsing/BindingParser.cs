using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Parsing;

/// <summary>Reads what runs variables over lists: <c>select</c>, <c>exists</c>, <c>forall</c>, <c>sum … over</c>.</summary>
internal sealed class BindingParser(TokenCursor cursor, Func<SyntaxNode?> expression, Func<SyntaxNode?> operand)
{
    /// <summary>Whether one of them begins at the current position. Except for <c>select</c> and <c>forall</c> the words are also names.</summary>
    public bool Begins()
    {
        var word = cursor.Current;
        if (word.IsWord("select") || word.IsWord("forall"))
            return true;
        var (second, third) = (cursor.Ahead(1), cursor.Ahead(2));
        if (word.IsWord("exists") || word.IsWord("some") || word.IsWord("all"))
            return second.IsName && third.IsWord("from");
        return AggregateOf(word) is not null && BeginsValue(second);
    }

    public SyntaxNode? Read()
    {
        var word = cursor.Next();
        if (AggregateOf(word) is { } kind)
            return Aggregate(word, kind);
        if (Bindings() is not { } bindings)
            return null;
        var span = word.Span.To(cursor.Previous.Span);
        return word.IsWord("select")
            ? new SelectSyntax(bindings) { Span = span }
            : new QuantifierSyntax(word.IsWord("forall") || word.IsWord("all"), bindings) { Span = span };
    }

    private static AggregateKind? AggregateOf(Token word) =>
        word.IsWord("sum") ? AggregateKind.Sum
        : word.IsWord("average") ? AggregateKind.Average
        : word.IsWord("min") ? AggregateKind.Min
        : word.IsWord("max") ? AggregateKind.Max
        : word.IsWord("count") ? AggregateKind.Count
        : null;

    private bool BeginsValue(Token token)
    {
        if (
            token.IsWord("if")
            || token.Kind is TokenKind.QuotedName or TokenKind.Number or TokenKind.Text or TokenKind.Parameter or TokenKind.Context
        )
            return true;
        if (token.Kind == TokenKind.Name)
            return !Words.IsReserved(token.Text);
        return token.Is("^") || (token.Is("(") && cursor.AfterClosing(1) is { } after && after.IsWord("over"));
    }

    private AggregateSyntax? Aggregate(Token word, AggregateKind kind)
    {
        // 'sum X from list' is short for 'sum X over X from list'.
        SyntaxNode? value;
        if (cursor.Current.IsName && cursor.Ahead(1).IsWord("from"))
            value = new NameSyntax(cursor.Current.Text) { Span = cursor.Current.Span };
        else
        {
            value = operand();
            if (value is null || !cursor.ExpectWord("over", $"after the value of '{word.Text}'"))
                return null;
        }

        return Bindings() is { } bindings ? new AggregateSyntax(kind, value, bindings) { Span = word.Span.To(cursor.Previous.Span) } : null;
    }

    private SyntaxList<BindingSyntax>? Bindings()
    {
        if (!cursor.Enter())
            return null;
        var bindings = new List<BindingSyntax>();
        do
        {
            if (Binding() is not { } binding)
                return null;
            bindings.Add(binding);
        } while (cursor.Ahead(1).IsName && cursor.Ahead(2).IsWord("from") && cursor.Take(","));
        cursor.Leave();
        return [.. bindings];
    }

    private BindingSyntax? Binding()
    {
        var start = cursor.Current.Span;
        if (cursor.ExpectName("the name of a variable") is not { } name || !cursor.ExpectWord("from", $"after the variable '{name}'"))
            return null;
        if (operand() is not { } source)
            return null;
        SyntaxNode? condition = null;
        if (cursor.TakeWord("where") || cursor.Take(":"))
        {
            condition = expression();
            if (condition is null)
                return null;
        }

        return new(name, source, condition) { Span = start.To(cursor.Previous.Span) };
    }
}
