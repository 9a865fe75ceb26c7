using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;

namespace StreamScoring.Benchmarks.Expressions;

/// <summary>A rule as the product evaluates it.</summary>
internal sealed class PlannedRule
{
    private readonly ExpressionPlan _plan;
    private readonly Evaluator _evaluator = new();
    private readonly People _people;

    public PlannedRule(Rule rule, People people)
    {
        _people = people;
        var schema = new ExpressionSchema
        {
            Columns =
            [
                ("country", people.Country.Shape),
                ("page", people.Page.Shape),
                ("age", people.Age.Shape),
                ("price", people.Price.Shape),
                ("quantity", people.Quantity.Shape),
                ("lastVisit", people.LastVisitNs.Shape),
            ],
        };
        _plan = ExpressionCompiler.Compile(rule.Text, schema).Require();
        _evaluator.Input.Columns = [people.Country, people.Page, people.Age, people.Price, people.Quantity, people.LastVisitNs];
        _evaluator.Input.NowNs = people.NowNs;
    }

    /// <summary>For how many people it holds.</summary>
    public int Run()
    {
        var held = 0;
        for (var row = 0; row < _people.Count; row++)
        {
            _evaluator.Input.Row = row;
            // As the needs say: a rule on columns is given nothing else.
            if (_plan.Needs.Scores.Count > 0)
                _evaluator.Input.Scores = _people.Scores[row];
            if (_plan.Needs.HistoryNs > 0)
                _evaluator.Input.Events = _people.Documents[row];
            held += _evaluator.Test(_plan) ? 1 : 0;
        }

        return held;
    }
}
