using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Linting;
using StreamScoring.Cli.Running;
using StreamScoring.Cli.Showing;
using StreamScoring.Documents;
using StreamScoring.Pipeline.Revisions;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring lint</c>: everything that is wrong with graphs and rule sets, at once.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var (graph, config, set, kind) = (SharedOptions.Graph(), SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var files = new Argument<string[]>("files") { Description = "Graphs and rule sets", Arity = ArgumentArity.ZeroOrMore };
        var sample = new Option<string?>("--in")
        {
            Description = "Sample events: warn of fields that are never set where rules look",
            HelpName = "FILE",
        };
        var command = new Verb(
            "lint",
            "Check graphs and rule sets: every error that can be told at once, each with file, line, column and JSON path",
            """
            Models are inspected, and tried once in a process of their own. Without files the configured graphs and rules are checked.
            Rule sets are checked against the scores of the graphs that are named beside them (with --graph, or as files); without any
            the services and outputs that they name are taken as given. For each rule the cost is told: class (event: what it costs is
            fixed; history: grows with the person's events; search: with their square or more), a bound on the operations of one evaluation,
            and how far back it makes the state keep events. A rule beyond the budget is an error.
            What depends on something that is wrong cannot be checked before that is mended, so another run may find more.

            Examples:
              streamscoring lint my.graph.yaml other.graph.yaml
              streamscoring lint my.rules.yaml -g my.graph.yaml
              streamscoring lint my.rules.yaml --in events.jsonl.gz
              streamscoring lint my.graph.yaml -o json
            """
        )
        {
            files,
            sample,
            graph,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            string[] named = [.. parsed.GetValue(files) ?? []];
            var loaded = SharedOptions.Load(parsed.GetValue(config), parsed.GetValue(set) ?? [], parsed.GetValue(graph) ?? []);
            if (loaded is null)
                return ExitCode.WrongUse;
            if (Missing([.. named, .. parsed.GetValue(graph) ?? []], parsed.GetValue(sample)) is { } problem)
            {
                Console.Error.WriteLine("error: " + problem);
                return ExitCode.WrongUse;
            }

            string[] rules = [.. named.Where(RuleSetLint.IsRuleSet)];
            string[] graphs = [.. named.Except(rules, StringComparer.Ordinal), .. parsed.GetValue(graph) ?? []];
            if (named.Length == 0 && graphs.Length == 0)
            {
                graphs = loaded.Graphs.Count > 0 ? [.. loaded.Graphs] : [SampleFiles.Graph];
                rules = ServiceLoader.RulesOf(loaded) is { } configured ? [configured] : [];
                if (Missing([.. graphs, .. rules], null) is { } missing)
                {
                    Console.Error.WriteLine("error: " + missing);
                    return ExitCode.WrongUse;
                }
            }

            if (parsed.GetValue(sample) is not null && rules.Length == 0)
            {
                Console.Error.WriteLine("error: --in compares rule sets with events; name a rule set");
                return ExitCode.WrongUse;
            }

            return Check(loaded, graphs, rules, parsed.GetValue(sample), parsed.GetValue(kind));
        });
        return command;
    }

    private static int Check(AppConfiguration config, string[] graphs, string[] rules, string? sample, OutputKind kind)
    {
        using var models = ServiceLoader.Models(config, TimeProvider.System);
        var catalog = ServiceLoader.Catalog(config, models);
        var services = new List<DeployedService>();
        var faults = false;
        foreach (var file in graphs)
        {
            var plan = catalog.Compile(file, CancellationToken.None);
            faults |= plan.Value is null;
            Print(file, plan.Value?.Hash, plan.Problems, kind, null);
            if (plan.Value is { } compiled && !services.Exists(s => s.Name == compiled.Name))
                services.Add(new DeployedService(compiled.Name, compiled));
        }

        // Against services that could not be had every score would be an error of its own.
        if (faults && rules.Length > 0)
            Console.Error.WriteLine("warning: a graph is wrong, so what rules say of scores is not checked");
        var lint = new RuleSetLint(graphs.Length > 0 && !faults ? services : null, sample, config.Limits.MaxEventBytes);
        foreach (var file in rules)
        {
            var findings = lint.Check(file);
            faults |= findings.HasErrors;
            if (findings.Plan is { } plan && kind == OutputKind.Table)
                RuleSetReport.Print(plan, Console.Out);
            Print(file, findings.Plan?.Hash, findings.Problems, kind, findings.Plan is { } planned ? RuleSetReport.ToJson(planned) : null);
        }

        return faults ? ExitCode.FoundFaults : ExitCode.Fine;
    }

    private static string? Missing(IEnumerable<string> documents, string? sample) =>
        documents.FirstOrDefault(f => !File.Exists(f)) is { } missing
            ? $"the document '{missing}' {(Directory.Exists(missing) ? "is a folder" : "does not exist")}"
        : sample is null ? null
        : ScoreFiles.Unreadable("--in", sample);

    private static void Print(string file, string? hash, IReadOnlyList<DocumentError> problems, OutputKind kind, object? costs)
    {
        if (kind == OutputKind.Json)
        {
            Answer.Write(
                new
                {
                    file,
                    hash,
                    problems = problems.Select(p => new
                    {
                        severity = p.Severity.ToString().ToLowerInvariant(),
                        path = p.Path,
                        line = p.Position.Line,
                        column = p.Position.Column,
                        message = p.Message,
                    }),
                    costs,
                }
            );
            return;
        }

        foreach (var problem in problems)
            Console.WriteLine(problem);
        var errors = problems.Count(p => p.Severity == DocumentSeverity.Error);
        Console.WriteLine(
            hash is null
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file}: {errors} {(errors == 1 ? "error" : "errors")}; what depends on {(errors == 1 ? "it" : "them")} is not checked yet"
                )
                : $"{file}: fine, {hash}"
        );
    }
}
