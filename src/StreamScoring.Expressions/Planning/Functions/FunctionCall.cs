using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning.Functions;

/// <summary>One call while it is planned: binds its parts as the function asks.</summary>
internal sealed class FunctionCall(Binder binder, SyntaxNode syntax, SyntaxNode? target, SyntaxList<SyntaxNode> arguments, Scope? scope)
{
    public Binder Binder { get; } = binder;

    public SyntaxNode Syntax { get; } = syntax;

    public SyntaxList<SyntaxNode> Arguments { get; } = arguments;

    public Scope? Scope { get; } = scope;

    /// <summary>What stands before the dot, as a value.</summary>
    public Bound Target => Binder.Bind(target!, Scope);

    public SyntaxNode TargetSyntax => target!;

    /// <summary>An argument as a value.</summary>
    public Bound Argument(int index) => Binder.Bind(Arguments[index], Scope);

    /// <summary>What stands before the dot, which must be text.</summary>
    public Node TextTarget() => Binder.Operators.Text(target!, Scope).Node;

    /// <summary>An argument that must be one of the kinds.</summary>
    public Node Argument(int index, string expected, params ReadOnlySpan<TypeKind> kinds)
    {
        var bound = Argument(index);
        if (!Types.MayBe(bound.Type, kinds))
            Fail(Arguments[index], $"expected {expected}, found {bound.Type}");
        return bound.Node;
    }

    /// <summary>What stands before the dot, which must be a list; a single value counts as one.</summary>
    public Bound ListTarget()
    {
        var list = Binder.BindItems(target!, Scope);
        if (list.Type.Kind is TypeKind.Boolean or TypeKind.Number or TypeKind.Duration)
            return Fail(target!, $"expected a list, found {list.Type}");
        return list;
    }

    /// <summary>What stands before the dot, which must be a map or an object.</summary>
    public Bound MapTarget()
    {
        var map = Binder.BindPath(target!, Scope);
        if (!map.Type.IsAny && map.Type.Kind is not (TypeKind.Map or TypeKind.Object))
            return Fail(target!, $"expected a map, found {map.Type}");
        return map;
    }

    /// <summary>An argument that is computed for each item of a list.</summary>
    public (int Slot, Bound Body) PerItem(Bound list, int index)
    {
        var (slot, inner, body) = Binder.Loops.Item(list, Arguments[index], Scope);
        var bound = Binder.Bind(body, inner);
        return (slot, bound with { Node = LoopBinder.Weighed(body, bound.Node) });
    }

    /// <summary>A condition on each item of a list.</summary>
    public (int Slot, Node Condition) TestPerItem(Bound list, int index)
    {
        var (slot, inner, body) = Binder.Loops.Item(list, Arguments[index], Scope);
        return (slot, LoopBinder.Weighed(body, Binder.BindTest(body, inner)));
    }

    /// <summary>The text of an argument that must be a constant; null with an error otherwise.</summary>
    public string? ConstantText(int index, string what)
    {
        if (Arguments[index] is LiteralSyntax { Value: string text })
            return text;
        Fail(Arguments[index], $"expected {what} written out as text: it is resolved before the first event");
        return null;
    }

    public Bound Fail(SyntaxNode at, string message) => Binder.Fail(at, message);

    public static Bound Boolean(Node node) => new(node, ExpressionType.Boolean);
}
