using System.Globalization;
using System.Text.Json;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;

namespace StreamScoring.Decisioning.Planning.Samples;

/// <summary>Compares a rule set with real events: a field that is never set where a rule looks for it makes the rule say something else than was meant.</summary>
public static class SampleLint
{
    /// <summary>Warnings, in the order of the document. Events in wire names; lines that are no JSON objects are passed over, decoding reports them.</summary>
    public static IReadOnlyList<DocumentError> Check(RuleSetPlan plan, IEnumerable<ReadOnlyMemory<byte>> events)
    {
        var rules = plan.Expressions.Select(e => (e.Rule, Uses: FieldUse.In(e.Plan.Syntax))).ToList();
        var counts = new FieldCounts([.. rules.SelectMany(r => r.Uses).Select(u => u.Path).Distinct(StringComparer.Ordinal)]);
        foreach (var line in events)
            Count(counts, line);
        var warnings = new DocumentErrors(plan.Document.File);
        foreach (var (rule, uses) in rules)
        {
            foreach (
                var type in uses.SelectMany(u => u.Types ?? [])
                    .Distinct(StringComparer.Ordinal)
                    .Where(t => !counts.Types.Contains(t, StringComparer.Ordinal))
            )
                warnings.Warn(rule.Source, $"no sample event has the type '{type}'{Suggestion.Hint(type, counts.Types)}");
            foreach (var use in uses)
                Check(rule, use, counts, warnings);
        }

        return warnings.Problems;
    }

    private static void Check(RuleText rule, FieldUse use, FieldCounts counts, DocumentErrors warnings)
    {
        var (all, set) = counts.Of(use.Path, use.Types);
        if (all == 0 || set > 0)
            return;
        var (everywhere, elsewhere) = counts.Of(use.Path, null);
        var where = use.Types is null ? "sample" : string.Join(" or ", use.Types);
        var hint =
            use.Types is null ? ""
            : elsewhere > 0
                ? string.Create(CultureInfo.InvariantCulture, $"; on other events it is set ({elsewhere} of {everywhere - all})")
            : "; nor is it on any other event";
        warnings.Warn(
            rule.Source,
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{use.Path}' is not set on any of the {all} {where} events that this looks at{hint}"
            )
        );
    }

    private static void Count(FieldCounts counts, ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                counts.Add(document.RootElement);
        }
        catch (JsonException) { }
    }
}
