using System.Collections.Immutable;
using StreamScoring.Decisioning.History;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.Offers;

/// <summary>Evaluates the rules of offers on one event: adds the offer to what expressions see, and puts scores where each expects them. One a lane.</summary>
internal sealed class RuleEvaluation
{
    private readonly FieldName _eventName = new(RuleTypes.Event);
    private readonly ContextRoots _roots = new(RuleTypes.Event, RuleTypes.Offer);
    private readonly LookedUpRows? _rows;
    private readonly Value[] _offers;
    private readonly double[] _scores;
    private readonly double[] _own;
    private Evaluator? _evaluator;
    private (Value Contexts, Value Tables, double[] Scores) _before;

    public RuleEvaluation(RuleSetPlan plan, DecisionInputs inputs)
    {
        _offers = [.. plan.Offers.Select(o => OfferValues.Of(o.Offer))];
        _scores = new double[plan.Needs.Scores.Count];
        _own = new double[plan.Needs.Scores.Count];
        _rows = plan.Needs.Tables.Count > 0 ? new(plan.Needs.Tables, inputs) : null;
    }

    /// <summary>The event's number: what was found for one says nothing about the next.</summary>
    public long Event { get; private set; }

    /// <summary>The scores of the event, by the positions of <see cref="RuleNeeds.Scores"/>.</summary>
    public ReadOnlySpan<double> Scores => _scores;

    /// <summary>Begins an event. The evaluator's input must be set for it.</summary>
    public void Begin(Evaluator evaluator, ReadOnlySpan<double> scores)
    {
        Event++;
        _evaluator = evaluator;
        var input = evaluator.Input;
        _before = (input.Contexts, input.Tables, input.Scores);
        _scores.AsSpan().Fill(double.NaN);
        scores[..Math.Min(scores.Length, _scores.Length)].CopyTo(_scores);
        _roots.Set(0, input.Contexts.Field(_eventName));
        _roots.Set(1, default);
        input.Contexts = _roots.Object;
        input.Scores = _own;
        if (_rows is not null)
            input.Tables = _rows.Over(input.Tables);
    }

    /// <summary>Puts the evaluator's input back.</summary>
    public void End()
    {
        var input = _evaluator!.Input;
        (input.Contexts, input.Tables, input.Scores) = _before;
    }

    /// <summary>Says which offer is looked at; -1 for none.</summary>
    public void Look(int offer) => _roots.Set(1, offer < 0 ? default : _offers[offer]);

    /// <summary>Whether a condition holds.</summary>
    public bool Test(PlannedExpression condition)
    {
        Place(condition.ScoreSlots);
        return _evaluator!.Test(condition.Plan);
    }

    /// <summary>The first part of a condition that does not hold; -1 when all do.</summary>
    public int FirstFailed(PlannedExpression condition)
    {
        for (var i = 0; i < condition.Parts.Length; i++)
        {
            Place(condition.Parts[i].ScoreSlots);
            if (!_evaluator!.Test(condition.Parts[i].Plan))
                return i;
        }

        return -1;
    }

    /// <summary>The number that a formula gives; NaN for null.</summary>
    public double Number(PlannedExpression formula)
    {
        Place(formula.ScoreSlots);
        var value = _evaluator!.Evaluate(formula.Plan);
        return value.Kind switch
        {
            ValueKind.Number => value.Number,
            ValueKind.Integer => value.Integer,
            _ => double.NaN,
        };
    }

    private void Place(ImmutableArray<int> slots)
    {
        for (var i = 0; i < slots.Length; i++)
            _own[i] = _scores[slots[i]];
    }
}
