namespace StreamScoring.Expressions.Syntax;

/// <summary>One node of an expression's syntax tree. Trees are immutable and equal when they say the same, wherever they stand in their texts.</summary>
public abstract record SyntaxNode
{
    /// <summary>Where it stands.</summary>
    public SourceSpan Span { get; init; }
}

/// <summary>A constant.</summary>
/// <param name="Value">A <see cref="string"/>, <see cref="long"/>, <see cref="double"/> or <see cref="bool"/>, or null.</param>
public sealed record LiteralSyntax(object? Value) : SyntaxNode;

/// <summary><c>[a, b, c]</c></summary>
public sealed record ListSyntax(SyntaxList<SyntaxNode> Items) : SyntaxNode;

/// <summary><c>30 minutes</c></summary>
public sealed record DurationSyntax(long Count, TimeUnit Unit) : SyntaxNode;

/// <summary><c>now</c>, <c>today</c>, <c>last month</c></summary>
/// <param name="Moment">Which.</param>
/// <param name="Unit">The unit of this, last and next; null otherwise.</param>
public sealed record MomentSyntax(RelativeMoment Moment, TimeUnit? Unit) : SyntaxNode;

/// <summary>A name: a variable, <c>xEvent</c>, a root of the context, or a field of what is in scope.</summary>
public sealed record NameSyntax(string Name) : SyntaxNode;

/// <summary><c>$1</c>: a parameter by position, from 1.</summary>
public sealed record ParameterSyntax(int Position) : SyntaxNode;

/// <summary><c>@{type}</c>: a root of the context by its type.</summary>
public sealed record ContextSyntax(string Type) : SyntaxNode;

/// <summary><c>^</c>: what was in scope so many filters further out.</summary>
public sealed record UpSyntax(int Levels) : SyntaxNode;

/// <summary><c>target.name</c></summary>
public sealed record FieldSyntax(SyntaxNode Target, string Name) : SyntaxNode;

/// <summary><c>function(arguments)</c></summary>
public sealed record CallSyntax(string Function, SyntaxList<SyntaxNode> Arguments) : SyntaxNode;

/// <summary><c>target.function(arguments)</c></summary>
public sealed record MethodSyntax(SyntaxNode Target, string Function, SyntaxList<SyntaxNode> Arguments) : SyntaxNode
{
    /// <summary>Where the function's name stands.</summary>
    public SourceSpan NameSpan { get; init; }
}

/// <summary><c>target[condition]</c></summary>
public sealed record FilterSyntax(SyntaxNode Target, SyntaxNode Condition) : SyntaxNode;

/// <summary><c>not operand</c>, <c>-operand</c></summary>
public sealed record UnarySyntax(UnaryOperator Operator, SyntaxNode Operand) : SyntaxNode;

/// <summary><c>left operator right</c></summary>
public sealed record BinarySyntax(BinaryOperator Operator, SyntaxNode Left, SyntaxNode Right) : SyntaxNode;

/// <summary><c>a and b and c</c>, or with <c>or</c>; two operands at least.</summary>
public sealed record LogicalSyntax(bool IsAnd, SyntaxList<SyntaxNode> Operands) : SyntaxNode;

/// <summary><c>value occurs range</c></summary>
public sealed record OccursSyntax(SyntaxNode Value, TimeRangeSyntax Range) : SyntaxNode;

/// <summary><c>let name = value in body</c></summary>
public sealed record LetSyntax(string Name, SyntaxNode Value, SyntaxNode Body) : SyntaxNode;

/// <summary><c>(a, b) => body</c></summary>
public sealed record LambdaSyntax(SyntaxList<string> Parameters, SyntaxNode Body) : SyntaxNode;

/// <summary><c>V from source where condition</c></summary>
/// <param name="Variable">The variable that runs over the source.</param>
/// <param name="Source">A list; anything else that is not null counts as a list of one.</param>
/// <param name="Condition">What the variable must meet, or null.</param>
public sealed record BindingSyntax(string Variable, SyntaxNode Source, SyntaxNode? Condition) : SyntaxNode;

/// <summary><c>select V from …, W from …</c>: the items that match, or lists of them when there are several variables.</summary>
public sealed record SelectSyntax(SyntaxList<BindingSyntax> Bindings) : SyntaxNode;

/// <summary><c>exists V from …</c> or <c>forall V from …</c></summary>
public sealed record QuantifierSyntax(bool ForAll, SyntaxList<BindingSyntax> Bindings) : SyntaxNode;

/// <summary><c>sum value over V from …</c></summary>
public sealed record AggregateSyntax(AggregateKind Kind, SyntaxNode Value, SyntaxList<BindingSyntax> Bindings) : SyntaxNode;

/// <summary><c>CHAIN(source, time, [steps])</c>: whether events that match the steps follow one another in time.</summary>
public sealed record ChainSyntax(SyntaxNode Source, SyntaxNode Time, SyntaxList<ChainStepSyntax> Steps) : SyntaxNode;

/// <summary>One step of a chain.</summary>
/// <param name="Name">Its name, by which later steps refer to its (last) event; empty for none.</param>
/// <param name="Condition">What the event must meet.</param>
public abstract record ChainStepSyntax(string Name, SyntaxNode Condition) : SyntaxNode;

/// <summary><c>A: WHAT(condition) WHEN(range) COUNT(n) WHERE(filter)</c></summary>
/// <param name="Name">Its name.</param>
/// <param name="Condition">What an event must meet.</param>
/// <param name="When">When it must have occurred, or null.</param>
/// <param name="Count">How many such events, at least; null for one.</param>
/// <param name="Where">A further condition, or null.</param>
public sealed record WhatSyntax(string Name, SyntaxNode Condition, TimeRangeSyntax? When, long? Count, SyntaxNode? Where)
    : ChainStepSyntax(Name, Condition);

/// <summary><c>ABSENT(condition) FOR 30 minutes</c>: for so long after the step before, no event met the condition.</summary>
public sealed record AbsentSyntax(string Name, SyntaxNode Condition, DurationSyntax Duration) : ChainStepSyntax(Name, Condition);

/// <summary>A range of time.</summary>
public abstract record TimeRangeSyntax : SyntaxNode;

/// <summary><c>&lt;= 7 days before now</c></summary>
/// <param name="Comparison">One of the six comparisons.</param>
/// <param name="Distance">How far.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Anchor">From where.</param>
public sealed record OffsetRangeSyntax(BinaryOperator Comparison, DurationSyntax Distance, TimeDirection Direction, SyntaxNode Anchor)
    : TimeRangeSyntax;

/// <summary><c>before today</c></summary>
public sealed record SideRangeSyntax(TimeDirection Direction, SyntaxNode Anchor) : TimeRangeSyntax;

/// <summary><c>on date(2017, 10, 1)</c></summary>
public sealed record OnRangeSyntax(SyntaxNode Anchor) : TimeRangeSyntax;

/// <summary><c>between last month and last week</c>, both included.</summary>
public sealed record BetweenRangeSyntax(SyntaxNode From, SyntaxNode To) : TimeRangeSyntax;
