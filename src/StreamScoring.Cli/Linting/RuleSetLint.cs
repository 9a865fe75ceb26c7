using StreamScoring.Cli.Replaying;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Planning.Samples;
using StreamScoring.Documents;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;

namespace StreamScoring.Cli.Linting;

/// <summary>What is to be said of a rule set.</summary>
/// <param name="File">The document.</param>
/// <param name="Plan">The plan; null when something is wrong.</param>
/// <param name="Problems">Errors and warnings, in the order of the document.</param>
internal sealed record RuleSetFindings(string File, RuleSetPlan? Plan, IReadOnlyList<DocumentError> Problems)
{
    public bool HasErrors => Plan is null;
}

/// <summary>Checks rule sets.</summary>
/// <param name="services">The services whose scores rules may read; empty when no graph is at hand.</param>
/// <param name="sample">Sample events, or null.</param>
/// <param name="maxLineBytes">The longest of them.</param>
internal sealed class RuleSetLint(IReadOnlyList<DeployedService>? services, string? sample, int maxLineBytes)
{
    /// <summary>Whether a document is a rule set, as far as that can be told from its keys.</summary>
    public static bool IsRuleSet(string file)
    {
        try
        {
            return DocumentParser.Parse(DocumentFile.ReadText(file), file).Value is { } map
                ? map["graph"] is null && (map["rules"] is not null || map["segments"] is not null || map["placements"] is not null)
                : file.Contains(".rules.", StringComparison.Ordinal);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Checks one. Throws <see cref="LogException"/> or <see cref="IOException"/> when files cannot be read.</summary>
    public RuleSetFindings Check(string file)
    {
        var outcome = services is null ? WithoutGraphs(file) : RevisionCatalog.CompileRules(file, services);
        var problems = outcome.Problems;
        if (outcome.Value is { } plan && sample is not null)
        {
            var events = InputFiles.Lines(sample, maxLineBytes).Select(line => new ReadOnlyMemory<byte>(line));
            problems = [.. problems, .. SampleLint.Check(plan, events)];
        }

        return new(file, outcome.Value, [.. problems.OrderBy(p => p.Position.Line).ThenBy(p => p.Position.Column)]);
    }

    private static DocumentOutcome<RuleSetPlan> WithoutGraphs(string file)
    {
        var text = DocumentFile.ReadText(file);
        var assumed = DocumentParser.Parse(text, file).Value is { } root
            ? AssumedServices.In(root)
            : new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        return RuleSetCompiler.Compile(text, file, new PlanningContext(assumed));
    }
}
