using System.Globalization;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Decisioning.Records;

/// <summary>The conditions and caps that losers name, as text, numbered once for a rule set.</summary>
public sealed class DecisionTexts
{
    private const long NsPerSecond = 1_000_000_000;
    private readonly List<string> _texts = [];
    private readonly Dictionary<PlannedExpression, int> _conditions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<OfferCap, int> _caps = new(ReferenceEqualityComparer.Instance);

    /// <summary>The texts of a rule set.</summary>
    public DecisionTexts(RuleSetPlan plan)
    {
        foreach (
            var condition in plan.Offers.Select(o => o.Eligible).Concat(plan.Strategies.Select(s => s.Eligible)).OfType<PlannedExpression>()
        )
        {
            _conditions[condition] = _texts.Count;
            _texts.AddRange(Conjuncts(condition).Select(SyntaxPrinter.Print));
        }

        foreach (var cap in plan.Offers.SelectMany(o => o.Offer.Caps))
        {
            _caps[cap] = _texts.Count;
            _texts.Add(Text(cap));
        }
    }

    /// <summary>The texts, by number.</summary>
    public IReadOnlyList<string> All => _texts;

    /// <summary>The parts of a condition that must all hold, in order.</summary>
    public static IReadOnlyList<SyntaxNode> Conjuncts(PlannedExpression condition) =>
        condition.Plan.Syntax is LogicalSyntax { IsAnd: true } and ? and.Operands : [condition.Plan.Syntax];

    /// <summary>The number of a part of a condition of an offer or strategy.</summary>
    public int Of(PlannedExpression condition, int conjunct) => _conditions[condition] + conjunct;

    /// <summary>The number of a cap.</summary>
    public int Of(OfferCap cap) => _caps[cap];

    private static string Text(OfferCap cap)
    {
        var period = cap.Period switch
        {
            CapPeriod.Ever => "",
            CapPeriod.Rolling => string.Create(CultureInfo.InvariantCulture, $" in {cap.RollingNs / (decimal)NsPerSecond:0.###} seconds"),
            _ => $" every {cap.Period.ToString().ToLowerInvariant()}",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{cap.Most} {cap.Counts.ToString().ToLowerInvariant()} per {(cap.PerProfile ? "profile" : "all")}{period}"
        );
    }
}
