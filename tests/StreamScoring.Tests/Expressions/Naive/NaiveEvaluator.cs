using StreamScoring.Expressions.Syntax;
using static StreamScoring.Tests.Expressions.Naive.NaiveValue;

namespace StreamScoring.Tests.Expressions.Naive;

/// <summary>What the naive evaluator sees.</summary>
internal sealed record NaiveWorld(
    object? Root,
    List<object?> Events,
    IReadOnlyDictionary<string, object?> Contexts,
    IReadOnlyDictionary<string, double?> Scores,
    NaiveMap Tables,
    DateTime Now
);

/// <summary>Variables and implicit items.</summary>
internal sealed record NaiveScope(NaiveScope? Outer, string? Name, object? Value);

/// <summary>Walks the syntax tree and computes with plain objects. Shares nothing with the product but the tree; slow and simple on purpose.</summary>
internal sealed class NaiveEvaluator(NaiveWorld world)
{
    private readonly NaiveFunctions _functions = new();

    public NaiveWorld World => world;

    public object? Evaluate(SyntaxNode node, NaiveScope? scope) =>
        node switch
        {
            LiteralSyntax literal => literal.Value,
            ListSyntax list => list.Items.Select(i => Evaluate(i, scope)).ToList(),
            MomentSyntax moment => NaiveTimes.Moment(moment.Moment, moment.Unit, world.Now),
            NameSyntax name => Name(name.Name, scope),
            ContextSyntax context => world.Contexts.GetValueOrDefault("@" + context.Type),
            ParameterSyntax => world.Root,
            UpSyntax up => Item(scope, up.Levels),
            FieldSyntax field => Field(Evaluate(field.Target, scope), field.Name),
            UnarySyntax { Operator: UnaryOperator.Not } not => !IsTrue(Evaluate(not.Operand, scope)),
            UnarySyntax negate => Arithmetic(BinaryOperator.Subtract, 0L, Evaluate(negate.Operand, scope)),
            LogicalSyntax { IsAnd: true } and => and.Operands.All(o => IsTrue(Evaluate(o, scope))),
            LogicalSyntax or => or.Operands.Any(o => IsTrue(Evaluate(o, scope))),
            BinarySyntax binary => Binary(binary.Operator, Evaluate(binary.Left, scope), Evaluate(binary.Right, scope)),
            OccursSyntax occurs => Each(Evaluate(occurs.Value, scope))
                .Any(v => Time(v) is { } t && NaiveTimes.Contains(occurs.Range, t.Start, a => Anchor(a, scope))),
            LetSyntax let => Evaluate(let.Body, new(scope, let.Name, Evaluate(let.Value, scope))),
            FilterSyntax filter => Filter(Evaluate(filter.Target, scope), filter.Condition, scope),
            SelectSyntax select => Tuples(select.Bindings, 0, scope).Select(s => Tuple(select.Bindings, s)).ToList(),
            QuantifierSyntax { ForAll: false } exists => Tuples(exists.Bindings, 0, scope).Any(),
            QuantifierSyntax all => All(all.Bindings, 0, scope),
            AggregateSyntax aggregate => NaiveFunctions.Aggregate(
                aggregate.Kind,
                Tuples(aggregate.Bindings, 0, scope).Select(s => Evaluate(aggregate.Value, s))
            ),
            ChainSyntax chain => new NaiveChain(this, chain, scope).Holds(),
            CallSyntax call => _functions.Call(this, call, scope),
            MethodSyntax method => _functions.Method(this, method, scope),
            _ => throw new InvalidOperationException(node.GetType().Name),
        };

    /// <summary>A list's items, or the one value.</summary>
    public static IEnumerable<object?> Each(object? value) => value is List<object?> list ? list : [value];

    public object? Filter(object? target, SyntaxNode condition, NaiveScope? scope) =>
        target is null ? null : Items(target).Where(i => IsTrue(PerItem(condition, i, scope))).ToList();

    /// <summary>An expression with an item in scope, or a function of it.</summary>
    public object? PerItem(SyntaxNode body, object? item, NaiveScope? scope) =>
        body is LambdaSyntax lambda
            ? Evaluate(lambda.Body, new(scope, lambda.Parameters[0], item))
            : Evaluate(body, new(scope, null, item));

    /// <summary>The time of an anchor; the name of a chain's step stands for the time of its event.</summary>
    public NaiveTime? Anchor(SyntaxNode anchor, NaiveScope? scope)
    {
        for (var s = scope; s is not null && anchor is NameSyntax name; s = s.Outer)
        {
            if (s.Name == "time of " + name.Name)
                return (NaiveTime)s.Value!;
            if (s.Name == name.Name)
                break;
        }

        return Time(Evaluate(anchor, scope));
    }

    private object? Name(string name, NaiveScope? scope)
    {
        for (var s = scope; s is not null; s = s.Outer)
        {
            if (s.Name == name)
                return s.Value;
        }

        if (name == "xEvent")
            return world.Events;
        return world.Contexts.TryGetValue(name, out var context) ? context : Field(Item(scope, 0), name);
    }

    private object? Item(NaiveScope? scope, int levels)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            if (scope.Name is null && levels-- == 0)
                return scope.Value;
        }

        return world.Root;
    }

    private IEnumerable<NaiveScope?> Tuples(IReadOnlyList<BindingSyntax> bindings, int depth, NaiveScope? scope)
    {
        if (depth == bindings.Count)
            return [scope];
        var binding = bindings[depth];
        return Items(Evaluate(binding.Source, scope))
            .Select(i => new NaiveScope(scope, binding.Variable, i))
            .Where(s => binding.Condition is null || IsTrue(Evaluate(binding.Condition, s)))
            .SelectMany(s => Tuples(bindings, depth + 1, s));
    }

    private bool All(IReadOnlyList<BindingSyntax> bindings, int depth, NaiveScope? scope) =>
        depth == bindings.Count
        || Items(Evaluate(bindings[depth].Source, scope))
            .Select(i => new NaiveScope(scope, bindings[depth].Variable, i))
            .All(s => (bindings[depth].Condition is not { } c || IsTrue(Evaluate(c, s))) && All(bindings, depth + 1, s));

    private object? Tuple(IReadOnlyList<BindingSyntax> bindings, NaiveScope? scope) =>
        bindings.Count == 1 ? Name(bindings[0].Variable, scope) : bindings.Select(b => Name(b.Variable, scope)).ToList();

    public static object? Binary(BinaryOperator op, object? left, object? right)
    {
        switch (op)
        {
            case BinaryOperator.In or BinaryOperator.NotIn:
                if (left is null || right is null)
                    return false;
                return Each(left).Any(v => v is not null && NaiveFunctions.Has(right, v) == (op == BinaryOperator.In));
            case BinaryOperator.Like:
                return right is string pattern && Each(left).Any(v => v is string s && NaiveFunctions.IsLike(s, pattern));
            case BinaryOperator.Add
            or BinaryOperator.Subtract
            or BinaryOperator.Multiply
            or BinaryOperator.Divide
            or BinaryOperator.Remainder:
                return Arithmetic(op, left, right);
            default:
                return Compare(op, left, right);
        }
    }

    private static bool Compare(BinaryOperator op, object? left, object? right)
    {
        if (left is null || right is null)
            return false;
        if (left is List<object?> many && right is not List<object?>)
            return many.Any(v => Compare(op, v, right));
        if (right is List<object?> others && left is not List<object?>)
            return others.Any(v => Compare(op, left, v));
        return op switch
        {
            BinaryOperator.Equal => Same(left, right),
            BinaryOperator.NotEqual => !Same(left, right),
            BinaryOperator.Less => Order(left, right) < 0,
            BinaryOperator.LessOrEqual => Order(left, right) <= 0,
            BinaryOperator.Greater => Order(left, right) > 0,
            _ => Order(left, right) >= 0,
        };
    }

    private static object? Arithmetic(BinaryOperator op, object? left, object? right)
    {
        if (Number(left) is not { } a || Number(right) is not { } b)
            return null;
        if (a is long i && b is long j && op != BinaryOperator.Divide)
        {
            if (op == BinaryOperator.Remainder)
                return j == 0 ? null : (long)((Int128)i % j);
            var exact = op switch
            {
                BinaryOperator.Add => (Int128)i + j,
                BinaryOperator.Subtract => (Int128)i - j,
                _ => (Int128)i * j,
            };
            if (exact == (Int128)unchecked((long)exact))
                return (long)exact;
        }

        var (x, y) = (Double(a), Double(b));
        return op switch
        {
            BinaryOperator.Add => Finite(x + y),
            BinaryOperator.Subtract => Finite(x - y),
            BinaryOperator.Multiply => Finite(x * y),
            BinaryOperator.Divide => Finite(x / y),
            _ => Finite(x % y),
        };
    }
}
