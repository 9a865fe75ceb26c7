namespace StreamScoring.Expressions.Syntax;

/// <summary>Infix operators of two operands.</summary>
public enum BinaryOperator : byte
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c>, no negation of <c>=</c>: null on either side makes both false.</summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>in</c></summary>
    In,

    /// <summary><c>notIn</c>, no negation of <c>in</c>.</summary>
    NotIn,

    /// <summary><c>like</c>: <c>%</c> and <c>_</c>, over the whole text.</summary>
    Like,

    /// <summary><c>+</c></summary>
    Add,

    /// <summary><c>-</c></summary>
    Subtract,

    /// <summary><c>*</c></summary>
    Multiply,

    /// <summary><c>/</c>, null when divided by zero.</summary>
    Divide,

    /// <summary><c>%</c>, null when divided by zero.</summary>
    Remainder,
}

/// <summary>Prefix operators.</summary>
public enum UnaryOperator : byte
{
    /// <summary><c>not</c></summary>
    Not,

    /// <summary><c>-</c></summary>
    Negate,
}

/// <summary>What <c>sum … over X from …</c> and the like compute.</summary>
public enum AggregateKind : byte
{
    /// <summary>The number of values that are not null.</summary>
    Count,

    /// <summary>Their sum; 0 of nothing.</summary>
    Sum,

    /// <summary>Their mean; null of nothing.</summary>
    Average,

    /// <summary>The smallest; null of nothing.</summary>
    Min,

    /// <summary>The largest; null of nothing.</summary>
    Max,
}

/// <summary>Units of time. Up to weeks of fixed length, from months on by the calendar.</summary>
public enum TimeUnit : byte
{
    /// <summary>1 ms.</summary>
    Millisecond,

    /// <summary>1 s.</summary>
    Second,

    /// <summary>60 s.</summary>
    Minute,

    /// <summary>3,600 s.</summary>
    Hour,

    /// <summary>24 h, from midnight UTC.</summary>
    Day,

    /// <summary>7 days, from Monday.</summary>
    Week,

    /// <summary>A calendar month.</summary>
    Month,

    /// <summary>A calendar year.</summary>
    Year,

    /// <summary>Ten years, beginning with a year that ends in 0.</summary>
    Decade,

    /// <summary>A hundred years, beginning with a year that ends in 00.</summary>
    Century,

    /// <summary>A thousand years, beginning with a year that ends in 000.</summary>
    Millennium,
}

/// <summary>Which way from an anchor.</summary>
public enum TimeDirection : byte
{
    /// <summary><c>before</c></summary>
    Before,

    /// <summary><c>after</c>, also written <c>from</c>.</summary>
    After,
}

/// <summary>Times that depend on when the expression is evaluated.</summary>
public enum RelativeMoment : byte
{
    /// <summary>The moment of evaluation.</summary>
    Now,

    /// <summary>The UTC day of now.</summary>
    Today,

    /// <summary>The day before today.</summary>
    Yesterday,

    /// <summary>The day after today.</summary>
    Tomorrow,

    /// <summary>The unit that now is in.</summary>
    This,

    /// <summary>The unit before that.</summary>
    Last,

    /// <summary>The unit after that.</summary>
    Next,
}
