using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;
using StreamScoring.Cli.Showing;
using StreamScoring.Cli.Testing;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring test</c>: the unit tests of rule sets.</summary>
internal static class TestCommand
{
    private const string Pattern = "*.tests.yaml";

    public static Command Create()
    {
        var paths = new Argument<string[]>("paths")
        {
            Description = "Files of tests, or folders of them (this folder)",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var junit = new Option<string?>("--junit") { Description = "Also write the results as JUnit XML", HelpName = "FILE" };
        var (graph, config) = (SharedOptions.Graph(), SharedOptions.Config());
        var (set, kind) = (SharedOptions.Set(), SharedOptions.Output());
        var command = new Verb(
            "test",
            "Run the unit tests of rule sets: events in, memberships and decisions out",
            """
            Tests stand beside their rule set as NAME.tests.yaml (schemas/rule-tests.schema.json):

              tests: my.rules.yaml
              graphs: [my.graph.yaml]           # else --graph, else the bundled sample's
              cases:
                - name: A loyal person sees early access at home
                  profiles: [{identityMap: {ECID: [{id: a, primary: true}]}, loyalty: {tier: gold}}]
                  events: home.jsonl            # or a list of events
                  clock: "2018-12-10T12:00:00Z" # let time go on after the last event
                  expect:
                    memberships: {a: []}        # all segments of the person at the end
                    decisions: [{placement: web-home-hero, offer: early-access, reason: ranked, losers: {bestsellers: lost-on-rank}}]

            A decision is the newest of its person and placement. Each test has a log of its own. A test that fails makes the exit code 1.

            Examples:
              streamscoring test
              streamscoring test my.rules.tests.yaml -g my.graph.yaml --junit results.xml
            """
        )
        {
            paths,
            junit,
            graph,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(parsed.GetValue(config), parsed.GetValue(set) ?? [], parsed.GetValue(graph) ?? []);
            if (loaded is null)
                return ExitCode.WrongUse;
            var files = Files(parsed.GetValue(paths) is { Length: > 0 } named ? named : ["."]);
            return files is null ? ExitCode.WrongUse : Run(loaded, files, parsed.GetValue(junit), parsed.GetValue(kind));
        });
        return command;
    }

    private static List<string>? Files(string[] paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (!Directory.Exists(path) && !File.Exists(path))
            {
                Console.Error.WriteLine($"error: '{path}' does not exist");
                return null;
            }

            var found = Directory.Exists(path) ? Directory.EnumerateFiles(path, Pattern).Order(StringComparer.Ordinal).ToList() : [path];
            if (found.Count == 0)
            {
                Console.Error.WriteLine($"error: there is no {Pattern} in '{path}'");
                return null;
            }

            files.AddRange(found);
        }

        return files;
    }

    private static int Run(AppConfiguration config, List<string> files, string? junit, OutputKind kind)
    {
        var suites = new List<(string File, IReadOnlyList<RuleTestResult> Results)>();
        foreach (var file in files)
        {
            var read = RuleTestsReader.Read(file, config.Limits.MaxEventBytes);
            foreach (var problem in read.Problems)
                Console.Error.WriteLine(problem);
            if (read.Value is not { } tests)
                return ExitCode.WrongUse;
            var graphs = tests.Graphs.Count > 0 ? tests.Graphs : config.Graphs;
            using var services = ServiceLoader.Load(
                config with
                {
                    Graphs = graphs,
                    Rules = tests.Rules,
                },
                TimeProvider.System,
                CancellationToken.None
            );
            if (services is null)
                return ExitCode.WrongUse;
            var run = new RuleTestRun(config, services.Set, file);
            var results = new List<RuleTestResult>();
            foreach (var test in tests.Cases)
            {
                results.Add(run.Run(test));
                Print(file, results[^1], kind);
            }

            suites.Add((file, results));
        }

        if (junit is not null)
            JunitFile.Write(junit, suites);
        var (all, failed) = (suites.Sum(s => s.Results.Count), suites.Sum(s => s.Results.Count(r => r.Differences.Count > 0)));
        if (kind == OutputKind.Table)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all - failed} of {all} tests passed"));
        return failed > 0 ? ExitCode.FoundFaults : ExitCode.Fine;
    }

    private static void Print(string file, RuleTestResult result, OutputKind kind)
    {
        var passed = result.Differences.Count == 0;
        if (kind == OutputKind.Json)
        {
            Answer.Write(
                new
                {
                    file,
                    test = result.Test.Name,
                    passed,
                    differences = result.Differences,
                }
            );
            return;
        }

        Console.WriteLine($"{(passed ? "pass" : "FAIL")}  {result.Test.Name}");
        foreach (var difference in result.Differences)
            Console.WriteLine("    " + difference);
    }
}
