using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Replaying;
using StreamScoring.Cli.Running;
using StreamScoring.Cli.Showing;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring decide</c>: a file of events in; scores, memberships and decisions out, through the same kernel as live.</summary>
internal static class DecideCommand
{
    public static Command Create()
    {
        var input = new Option<string>("--in")
        {
            Description = "Events, one JSON document a line (also gzipped)",
            HelpName = "FILE",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description = "Folder for what comes out; made when missing",
            HelpName = "DIR",
            Required = true,
        };
        var profiles = new Option<string?>("--profiles")
        {
            Description = "Profiles, one JSON document a line (also gzipped)",
            HelpName = "FILE",
        };
        var clock = new Option<string?>("--clock")
        {
            Description = "Let time go on to this moment after the last event (the last event's time)",
            HelpName = "TIME",
        };
        var (graph, rules, config) = (SharedOptions.Graph(), SharedOptions.Rules(), SharedOptions.Config());
        var (set, kind) = (SharedOptions.Set(), SharedOptions.Output());
        var command = new Verb(
            "decide",
            "Score a file of events, and decide on it by a rule set",
            """
            Writes scores.jsonl (a record an event), memberships.jsonl (who enters and leaves segments), decisions.jsonl (a record an
            event and placement) and, if there are any, dead-letters.jsonl. The same files in give the same bytes out.
            What time alone changes, such as the end of "in the last 7 days", comes out up to the time of the last event; --clock goes further.
            A profile without _repo.modifyDate is taken to have held always.

            Examples:
              streamscoring decide --in events.jsonl --out decided
              streamscoring decide --in events.jsonl.gz -r my.rules.yaml -g my.graph.yaml --profiles profiles.jsonl --out decided
              streamscoring decide --in events.jsonl --clock 2019-01-01T00:00:00Z --out decided
            """
        )
        {
            input,
            output,
            profiles,
            clock,
            graph,
            rules,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(
                parsed.GetValue(config),
                parsed.GetValue(set) ?? [],
                parsed.GetValue(graph) ?? [],
                ("rules", parsed.GetValue(rules))
            );
            if (loaded is null || !EventTimes.TryRead(parsed.GetValue(clock), "--clock", out var untilNs))
                return ExitCode.WrongUse;
            var job = new DecideFiles(parsed.GetRequiredValue(input), parsed.GetValue(profiles), parsed.GetRequiredValue(output));
            var problems = job.Problems(loaded).ToList();
            foreach (var problem in problems)
                Console.Error.WriteLine("error: " + problem);
            return problems.Count > 0 ? ExitCode.WrongUse : Run(loaded, job, untilNs ?? long.MinValue, parsed.GetValue(kind));
        });
        return command;
    }

    private static int Run(AppConfiguration config, DecideFiles files, long untilNs, OutputKind kind)
    {
        using var interruption = new Interruption();
        using var services = ServiceLoader.Load(config, TimeProvider.System, interruption.Token);
        if (services is null)
            return ExitCode.WrongUse;
        var profiles = files.Profiles is { } people ? InputFiles.Profiles(people, config.Limits.MaxEventBytes) : [];
        var counts = new ScoreCounts(TimeProvider.System);
        using var written = new DecisionFiles(files.Out, config.Pipeline.Topics);
        try
        {
            var events = InputFiles.Lines(files.In, config.Limits.MaxEventBytes);
            new Replay(config, services.Set, counts).Run(
                new ReplayInput(events, profiles),
                written,
                untilNs,
                host => counts.ShowProgress(host, interruption.Token)
            );
        }
        catch (Exception e) when (CommandLine.IsExpected(e))
        {
            Console.Error.WriteLine($"error: {CommandLine.Message(e)}; what is in '{files.Out}' is incomplete");
            return ExitCode.FoundFaults;
        }

        if (interruption.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine($"stopped: what is in '{files.Out}' is incomplete");
            return ExitCode.FoundFaults;
        }

        Summarize(counts, written, files, kind);
        return counts.Faults > 0 ? ExitCode.FoundFaults : ExitCode.Fine;
    }

    private static void Summarize(ScoreCounts counts, DecisionFiles written, DecideFiles files, OutputKind kind)
    {
        if (kind == OutputKind.Json)
        {
            Answer.Write(
                new
                {
                    events = counts.Events,
                    faults = counts.Faults,
                    deadLetters = written.DeadLetters,
                    duplicates = counts.Duplicates,
                    withoutIdentity = counts.WithoutIdentity,
                    memberships = written.Memberships,
                    decisions = written.Decisions,
                    @out = files.Out,
                }
            );
            return;
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{counts.Events} events: {counts.Faults} faults, {counts.Duplicates} duplicates, {counts.WithoutIdentity} without identity"
            )
        );
        Print(files, "scores.jsonl", written.Scores, "one an event");
        Print(files, "memberships.jsonl", written.Memberships, "who enters and leaves segments");
        Print(files, "decisions.jsonl", written.Decisions, "one an event and placement");
        if (written.DeadLetters > 0)
            Print(files, "dead-letters.jsonl", written.DeadLetters, "what could not be scored");
    }

    private static void Print(DecideFiles files, string name, long records, string what) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.Combine(files.Out, name)}: {records} records, {what}"));
}

/// <summary>The files of a deciding job.</summary>
/// <param name="In">The events.</param>
/// <param name="Profiles">The profiles, or null.</param>
/// <param name="Out">The folder that is written to.</param>
internal sealed record DecideFiles(string In, string? Profiles, string Out)
{
    /// <summary>Everything that is wrong with them, before any of them is touched.</summary>
    public IEnumerable<string> Problems(AppConfiguration config)
    {
        if (ScoreFiles.Unreadable("--in", In) is { } events)
            yield return events;
        if (Profiles is not null && ScoreFiles.Unreadable("--profiles", Profiles) is { } people)
            yield return people;
        if (File.Exists(Out))
            yield return $"--out: '{Out}' is a file, not a folder";
        var folder = Path.GetFullPath(Out);
        foreach (var read in new[] { In, Profiles }.OfType<string>().Where(f => Path.GetDirectoryName(Path.GetFullPath(f)) == folder))
        {
            if (Path.GetFileName(read) is "scores.jsonl" or "memberships.jsonl" or "decisions.jsonl" or "dead-letters.jsonl")
                yield return $"'{read}' would be overwritten; name another folder with --out";
        }

        if (ServiceLoader.RulesOf(config) is null)
            yield return "no rule set is named; name one with --rules (score does without)";
    }
}
