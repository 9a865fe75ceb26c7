using System.CommandLine;
using System.Text.Json;
using StreamScoring.Cli.Running;
using StreamScoring.Documents;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring lint</c>: everything that is wrong with graphs, at once.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var (graph, config, set, kind) = (SharedOptions.Graph(), SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var files = new Argument<string[]>("files") { Description = "Graph documents", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("lint", "Check graphs: all errors at once, each with file, line and JSON path")
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
                return SharedOptions.WrongUse;
            using var models = ServiceLoader.Models(loaded, TimeProvider.System);
            var catalog = ServiceLoader.Catalog(loaded, models);
            var faults = false;
            foreach (var file in loaded.Graphs.Count > 0 ? loaded.Graphs : [SampleFiles.Graph])
            {
                var plan = catalog.Compile(file);
                faults |= plan.Value is null;
                Print(file, plan.Value?.Hash, plan.Problems, parsed.GetValue(kind));
            }

            return faults ? SharedOptions.FoundFaults : SharedOptions.Fine;
        });
        return command;
    }

    private static void Print(string file, string? hash, IReadOnlyList<DocumentError> problems, OutputKind kind)
    {
        if (kind == OutputKind.Json)
        {
            Console.WriteLine(
                JsonSerializer.Serialize(
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
                )
            );
            return;
        }

        foreach (var problem in problems)
            Console.WriteLine(problem);
        Console.WriteLine(
            hash is null ? $"{file}: {problems.Count(p => p.Severity == DocumentSeverity.Error)} errors" : $"{file}: fine, {hash}"
        );
    }
}
