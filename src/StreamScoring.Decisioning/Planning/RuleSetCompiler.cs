using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Decisioning.RuleSets.Reading;
using StreamScoring.Documents;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Checks a rule set and plans it: everything that can be known before the first event is decided here.</summary>
public static class RuleSetCompiler
{
    /// <summary>The plan of a text, or all that is wrong with it at once, structure and meaning. Warnings may stand beside either.</summary>
    public static DocumentOutcome<RuleSetPlan> Compile(string text, string fileName, PlanningContext context)
    {
        var parsed = DocumentParser.Parse(text, fileName);
        if (parsed.Value is not { } root)
            return new(null, parsed.Problems);
        var errors = new DocumentErrors(fileName);
        return Compile(RuleSetReader.Read(root, errors), context, errors);
    }

    /// <summary>The plan of a document, or everything that is wrong with it.</summary>
    public static DocumentOutcome<RuleSetPlan> Compile(RuleSetDocument document, PlanningContext context) =>
        Compile(document, context, new DocumentErrors(document.File));

    private static DocumentOutcome<RuleSetPlan> Compile(RuleSetDocument document, PlanningContext context, DocumentErrors errors)
    {
        var expressions = new ExpressionPlanner(document, context, errors);
        var names = new RuleNames(document, errors);
        var segments = new SegmentPlanner(document, expressions, errors).Plan();
        var offers = OfferPlanner.Plan(document, names, expressions, errors);
        var strategies = new StrategyPlanner(document, context, names, expressions, errors).Plan();
        var experiments = new ExperimentPlanner(document, names, expressions, errors).Plan();
        var placements = PlacementPlanner.Plan(document, names, expressions, errors);
        new UnreachableCheck(document, names, errors).Run();
        new SamenessCheck(document, expressions, errors).Run(segments);
        Reports(document, expressions.Needs);
        var needs = expressions.Needs.Result();
        var tables = TablePlanner.Plan(document, context, errors);
        foreach (var table in document.Tables.Where(t => !needs.Tables.Contains(t.Name, StringComparer.Ordinal)))
            errors.Warn(table.Source, $"no rule looks anything up in table '{table.Name}'");
        return errors.Outcome(() =>
            new RuleSetPlan(document)
            {
                Segments = segments,
                Offers = offers,
                Strategies = strategies,
                Placements = placements,
                Experiments = experiments,
                Needs = needs,
                Tables = tables,
                Costs = [.. expressions.Planned.Select(e => e.Cost)],
                Expressions = [.. expressions.Planned],
                Expressed = RuleTypes.Schema(document, context, false),
            }
        );
    }

    // Caps on displays and interactions count what applications report.
    private static void Reports(RuleSetDocument document, NeedsBuilder needs)
    {
        if (!document.Offers.Any(o => o.Caps.Any(c => c.Counts != CapCounts.Decision)))
            return;
        needs.Field(PropositionFields.EventType.Path.Text, PropositionFields.EventType, 0);
        needs.Field(PropositionFields.IdsPath, PropositionFields.Ids, 0);
    }
}
