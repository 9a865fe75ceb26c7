using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Running;
using StreamScoring.Cli.Showing;
using StreamScoring.Documents;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring lint</c>: everything that is wrong with graphs, at once.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var (graph, config, set, kind) = (SharedOptions.Graph(), SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var files = new Argument<string[]>("files") { Description = "Graph documents", Arity = ArgumentArity.ZeroOrMore };
        var command = new Verb(
            "lint",
            "Check graphs: every error that can be told at once, each with file, line and JSON path",
            """
            Models are inspected, and tried once in a process of their own. Without files the configured graphs are checked.
            What depends on something that is wrong cannot be checked before that is mended, so another run may find more.

            Examples:
              streamscoring lint my.graph.yaml other.graph.yaml
              streamscoring lint my.graph.yaml -o json
            """
        )
        {
            files,
            graph,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            string[] graphs = [.. parsed.GetValue(files) ?? [], .. parsed.GetValue(graph) ?? []];
            var loaded = SharedOptions.Load(parsed.GetValue(config), parsed.GetValue(set) ?? [], graphs);
            if (loaded is null)
                return ExitCode.WrongUse;
            IReadOnlyList<string> checkedFiles = loaded.Graphs.Count > 0 ? loaded.Graphs : [SampleFiles.Graph];
            if (checkedFiles.FirstOrDefault(f => !File.Exists(f)) is { } missing)
            {
                Console.Error.WriteLine($"error: the graph document '{missing}' does not exist");
                return ExitCode.WrongUse;
            }

            using var models = ServiceLoader.Models(loaded, TimeProvider.System);
            var catalog = ServiceLoader.Catalog(loaded, models);
            var faults = false;
            foreach (var file in checkedFiles)
            {
                var plan = catalog.Compile(file, CancellationToken.None);
                faults |= plan.Value is null;
                Print(file, plan.Value?.Hash, plan.Problems, parsed.GetValue(kind));
            }

            return faults ? ExitCode.FoundFaults : ExitCode.Fine;
        });
        return command;
    }

    private static void Print(string file, string? hash, IReadOnlyList<DocumentError> problems, OutputKind kind)
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
