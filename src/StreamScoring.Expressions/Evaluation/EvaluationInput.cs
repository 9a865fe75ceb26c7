using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation;

/// <summary>What an evaluation sees. Set the members that the plan's needs name; the others are null, empty and 0.</summary>
public sealed class EvaluationInput
{
    /// <summary>The first parameter: the profile, or the event.</summary>
    public Value Root { get; set; }

    /// <summary>The further parameters, <c>$2</c> first.</summary>
    public Value[] Parameters { get; set; } = [];

    /// <summary>The history as a list of events in order of arrival, the current event last.</summary>
    public Value Events { get; set; }

    /// <summary>An object of the context roots by name.</summary>
    public Value Contexts { get; set; }

    /// <summary>Segment memberships as XDM has them: namespace → id → object with <c>status</c>. When null, the root's <c>segmentMembership</c> is read.</summary>
    public Value Segments { get; set; }

    /// <summary>Lookup tables: table → key → row.</summary>
    public Value Tables { get; set; }

    /// <summary>The scores, by the position of the plan's needs; NaN where there is none or the service had a fault.</summary>
    public double[] Scores { get; set; } = [];

    /// <summary>The columns that root fields stand for, when the schema declares them.</summary>
    public Column[] Columns { get; set; } = [];

    /// <summary>The row of the columns.</summary>
    public int Row { get; set; }

    /// <summary>The moment of evaluation, ns since the epoch.</summary>
    public long NowNs { get; set; }
}
