using StreamScoring.Documents;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Evaluation.Comparing;
using StreamScoring.Expressions.Evaluation.Dates;
using StreamScoring.Expressions.Evaluation.Lists;
using StreamScoring.Expressions.Evaluation.Reading;
using StreamScoring.Expressions.Evaluation.Tracing;
using StreamScoring.Expressions.Parsing;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Planning;

/// <summary>
/// Resolves names and functions, checks types and makes the nodes, in one walk over the tree. A part with an error gives <see cref="Bound.Unknown"/>, of which anything
/// may be asked, so that one mistake is reported once.
/// </summary>
internal sealed class Binder
{
    /// <summary>The reserved name of the history.</summary>
    public const string History = "xEvent";

    private readonly string _text;
    private readonly Trace? _trace;
    private readonly PathBinder _paths;
    private readonly OperatorBinder _operators;
    private readonly LoopBinder _loops;
    private readonly FunctionBinder _functions;

    public Binder(string text, ExpressionSchema schema, Trace? trace)
    {
        (_text, Schema, _trace) = (text, schema, trace);
        (_paths, _operators, _loops, _functions) = (new(this), new(this), new(this), new(this));
    }

    public ExpressionSchema Schema { get; }

    public List<ExpressionError> Errors { get; } = [];

    public NeedsCollector Needs { get; } = new();

    /// <summary>Slots taken so far.</summary>
    public int Slots { get; private set; }

    /// <summary>Takes a slot.</summary>
    public int NextSlot() => Slots++;

    /// <summary>Records an error.</summary>
    public Bound Fail(SyntaxNode at, string message) => Fail(at.Span, message);

    /// <summary>Records an error.</summary>
    public Bound Fail(SourceSpan at, string message)
    {
        Errors.Add(ExpressionError.At(_text, at, message));
        return Bound.Unknown;
    }

    /// <summary>The whole expression, with parameters when it names them.</summary>
    public Bound BindAll(SyntaxNode syntax)
    {
        if (syntax is not LambdaSyntax lambda)
            return Bind(syntax, null);
        Scope? scope = null;
        for (var i = 0; i < lambda.Parameters.Count; i++)
            scope = new(scope, lambda.Parameters[i], _paths.Parameter(i + 1, lambda));
        return Bind(lambda.Body, scope);
    }

    /// <summary>A part that is used for its value.</summary>
    public Bound Bind(SyntaxNode syntax, Scope? scope)
    {
        var bound = BindPath(syntax, scope);
        if (bound.Origin is { } origin)
        {
            if (origin.Root == OriginRoot.Columns && bound.Type.Kind == TypeKind.Object)
                return Fail(
                    syntax,
                    $"'{origin.Path}' is no column but the beginning of several; known are {string.Join(", ", bound.Type.Fields!.Keys.Take(12).Select(f => $"{origin.Path}.{f}".TrimStart('.')))}"
                );
            Needs.Read(origin);
        }

        foreach (var held in bound.Holds)
            Needs.Read(held);
        return bound;
    }

    /// <summary>A part of which the items are looked at one by one.</summary>
    public Bound BindItems(SyntaxNode syntax, Scope? scope)
    {
        var bound = BindPath(syntax, scope);
        if (bound.Origin is { } origin)
            Needs.Present(origin);
        foreach (var held in bound.Holds)
            Needs.Read(held);
        return bound;
    }

    /// <summary>A part of which only the truth counts: whether an event is there needs none of its fields.</summary>
    public Node BindTest(SyntaxNode syntax, Scope? scope)
    {
        var bound = BindPath(syntax, scope);
        if (bound.Origin is { } origin && (origin.Root != OriginRoot.Event || origin.Path.Length > 0))
            Needs.Read(origin);
        if (bound.Type.Kind is TypeKind.Duration or TypeKind.Entry)
            Fail(syntax, $"expected a condition, found {bound.Type}");
        return bound.Node;
    }

    /// <summary>A part of which only counts whether it is null.</summary>
    public Node BindTestValue(SyntaxNode syntax, Scope? scope)
    {
        var bound = BindPath(syntax, scope);
        if (bound.Origin is { } origin && (origin.Root != OriginRoot.Event || origin.Path.Length > 0))
            Needs.Read(origin);
        return bound.Node;
    }

    /// <summary>A range of time.</summary>
    public TimeRange Range(TimeRangeSyntax range, Scope? scope) => _operators.Range(range, scope);

    /// <summary>The binder of operators.</summary>
    public OperatorBinder Operators => _operators;

    /// <summary>The binder of loops.</summary>
    public LoopBinder Loops => _loops;

    /// <summary>A part that is only the way to something in it: a field, its items.</summary>
    public Bound BindPath(SyntaxNode syntax, Scope? scope)
    {
        var bound = BindNode(syntax, scope);
        return _trace is null || bound.Node is ConstantNode ? bound : bound with { Node = _trace.Wrap(syntax, bound.Node) };
    }

    private Bound BindNode(SyntaxNode syntax, Scope? scope) =>
        syntax switch
        {
            LiteralSyntax literal => Literal(literal),
            ListSyntax list => List(list, scope),
            NameSyntax or FieldSyntax or ParameterSyntax or ContextSyntax or UpSyntax => _paths.Bind(syntax, scope),
            MomentSyntax moment => Moment(moment),
            BinarySyntax or LogicalSyntax or UnarySyntax or OccursSyntax => _operators.Bind(syntax, scope),
            FilterSyntax or SelectSyntax or QuantifierSyntax or AggregateSyntax or LetSyntax or ChainSyntax => _loops.Bind(syntax, scope),
            CallSyntax or MethodSyntax => _functions.Bind(syntax, scope),
            DurationSyntax => Fail(syntax, "a duration can stand only in a range of time, after FOR, and in the window of a score"),
            LambdaSyntax => Fail(
                syntax,
                "parameters can stand only at the beginning of the whole expression, or as what 'map', 'filter' and the like apply to items"
            ),
            _ => Fail(syntax, "this cannot stand here"),
        };

    private static Bound Literal(LiteralSyntax literal) =>
        literal.Value switch
        {
            string text => new(new ConstantNode(Value.Text(text)), ExpressionType.Text),
            long integer => new(new ConstantNode(Value.Of(integer)), ExpressionType.Number),
            double number => new(new ConstantNode(Value.Of(number)), ExpressionType.Number),
            bool flag => new(new ConstantNode(Value.Of(flag)), ExpressionType.Boolean),
            _ => new(new ConstantNode(Value.Null), ExpressionType.Any),
        };

    private Bound List(ListSyntax list, Scope? scope)
    {
        var items = list.Items.Select(i => Bind(i, scope)).ToList();
        var type = items.Count == 0 ? ExpressionType.Any : items.Select(i => i.Type).Aggregate(Types.Join);
        var constants = items.Select(i => i.Constant).ToList();
        Node node = constants.TrueForAll(c => c is not null)
            ? new ConstantNode(new ConstantList([.. constants.Select(c => c!.Value)]).List)
            : new ListNode([.. items.Select(i => i.Node)]);
        return new(node, ExpressionType.List(type));
    }

    private Bound Moment(MomentSyntax moment)
    {
        Needs.Now = true;
        return new(new MomentNode(moment.Moment, moment.Unit ?? TimeUnit.Day), ExpressionType.Time);
    }

    /// <summary>The end of a message that suggests a known name.</summary>
    public static string Hint(string wrong, IEnumerable<string> known) => Suggestion.Hint(wrong, [.. known]);
}
