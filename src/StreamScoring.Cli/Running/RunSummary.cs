using System.Globalization;
using StreamScoring.Cli.Commands;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Showing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;

namespace StreamScoring.Cli.Running;

/// <summary>What is said at the end of a run, and what to try next.</summary>
internal sealed class RunSummary(
    AppConfiguration config,
    PlaySettings play,
    RunStatistics statistics,
    LatencyWindow latencies,
    ActiveSet set,
    bool interrupted
)
{
    // Below that, chance says more than the model.
    private const int FewestForOutcome = 1_000;

    // Of a prediction that is further off, the summary says why.
    private const double NotableMiss = 0.05;

    public void Print(SampleFeeder feeder, ILog log, OutputKind kind, TextWriter lines)
    {
        var outcome =
            play.HasOutcome && set.Services.Any(s => s.Name == SampleFiles.Service)
                ? OutcomeReader.Read(log, config.Pipeline.Topics.Scores, SampleFiles.Service, feeder.HistoryEnds)
                : null;
        var members = set.Rules is { Rules: var rules } ? MemberCounts.Read(log, config.Pipeline.Topics.Memberships, rules) : [];
        if (kind == OutputKind.Json)
        {
            PrintJson(feeder.Fed, outcome, members);
            return;
        }

        lines.WriteLine();
        lines.WriteLine(End(feeder.Fed));
        Figures(lines, outcome);
        Decided(lines, members);
        lines.WriteLine();
        lines.WriteLine("next:");
        if (!interrupted && statistics.Events == 0)
            lines.WriteLine($"  rm -r {config.LogPath}      # to play from the start again");
        if (!Path.GetFullPath(AppContext.BaseDirectory).Contains("artifacts/streamscoring", StringComparison.Ordinal))
            lines.WriteLine("  make publish && export PATH=\"$PWD/artifacts/streamscoring:$PATH\"");
        lines.WriteLine($"  streamscoring topics read {config.Pipeline.Topics.Scores} --last 1{LogOption}");
        if (set.Rules is not null)
            lines.WriteLine($"  streamscoring topics read {config.Pipeline.Topics.DecisionsLatest} --last 1{LogOption}");
        if (statistics.Faults > 0 || statistics.Lost > 0)
            lines.WriteLine($"  streamscoring topics read {config.Pipeline.Topics.DeadLetters} --last 3{LogOption}");
        lines.WriteLine("  streamscoring score --in my-events.jsonl --out my-scores.jsonl");
    }

    private bool IsShare => statistics.LeastScore >= 0 && statistics.MostScore <= 1;

    private string LogOption => config.LogPath == new AppConfiguration().LogPath ? "" : $" --log {config.LogPath}";

    private string End(long fed) =>
        interrupted ? "stopped; run it again to go on from here"
        : statistics.Events == 0 && fed > 0
            ? string.Create(CultureInfo.InvariantCulture, $"all {fed:N0} events were played before; nothing is left")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"the end: all {fed:N0} events are {(statistics.Lost > 0 ? "scored, dead letters, or lost" : statistics.Faults > 0 ? "scored or dead letters" : "scored")}"
        );

    private void Figures(TextWriter lines, Outcome? outcome)
    {
        if (statistics.Shown > 0)
        {
            var seconds = statistics.ShowSeconds;
            Line(
                lines,
                "events shown",
                $"{statistics.Shown:N0} in {seconds:0.0} s ({(seconds > 0 ? statistics.Shown / seconds : 0):N0}/s)"
            );
        }

        if (statistics.Shown > 0 && latencies.Count > 0)
        {
            Line(
                lines,
                "latency",
                $"p50 {Format.Ms(latencies.Overall(0.5))}, p95 {Format.Ms(latencies.Overall(0.95))}, p99 {Format.Ms(latencies.Overall(0.99))}, from sender to committed score{(play.EventsPerSecond is null ? " (fed all at once, so that they wait)" : "")}"
            );
        }

        if (statistics.Events > 0 || statistics.Lost > 0)
        {
            Line(lines, "dead letters", $"{statistics.Faults}");
            if (statistics.Lost > 0)
                Line(lines, "lost", $"{statistics.Lost} events in broken parts of the log; a dead letter without a value names each part");
            Line(lines, "duplicates", $"{statistics.Duplicates}");
            Line(lines, "without identity", $"{statistics.WithoutIdentity}");
        }

        if (statistics.ScoreCount > 0)
            Line(
                lines,
                "scores",
                IsShare
                    ? (FormattableString)
                        $"mean {statistics.MeanScore:0.000}, {statistics.HighScores:N0} of {statistics.ScoreCount:N0} at least 0.5"
                    : $"mean {statistics.MeanScore:0.###}, from {statistics.LeastScore:0.###} to {statistics.MostScore:0.###}"
            );
        if (outcome is null || outcome.Events < FewestForOutcome)
            return;
        Line(lines, "predicted", $"{outcome.MeanScore:P1} of {outcome.Events:N0} events (those whose hour is over) lead to a purchase");
        Line(
            lines,
            "observed",
            $"{(double)outcome.Followed / outcome.Events:P1}: {outcome.Followed:N0} were followed by one within the hour"
        );
        if (outcome.Auc is { } auc)
            Line(lines, "AUC", $"{auc:0.000} (1 ranks perfectly, 0.5 is chance)");
        if (Math.Abs(outcome.MeanScore - ((double)outcome.Followed / outcome.Events)) > NotableMiss)
            Line(
                lines,
                "so",
                $"it ranks people well and misjudges the level: it learned from the history, when fewer bought; recalibrate it"
            );
    }

    private void Decided(TextWriter lines, IReadOnlyList<(string Segment, long Members)> members)
    {
        var decided = statistics.Decided;
        if (set.Rules is null)
            return;
        Line(
            lines,
            "decisions",
            $"{decided.Decisions:N0}: {string.Join(", ", decided.Reasons.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Count:N0} {r.Name}")))}"
        );
        foreach (var (name, count) in decided.Offers)
            Line(lines, "", $"{count, 7:N0} {name}");
        Line(
            lines,
            "transitions",
            $"{decided.Entered:N0} entered a segment, {decided.Left:N0} left one ({decided.ByTime:N0} because time went by)"
        );
        foreach (var (segment, count) in members)
            Line(lines, members[0].Segment == segment ? "people now" : "", $"{count, 7:N0} {segment}");
    }

    private void PrintJson(long fed, Outcome? outcome, IReadOnlyList<(string Segment, long Members)> members) =>
        Answer.Write(
            new
            {
                interrupted,
                fed,
                events = statistics.Events,
                shown = statistics.Shown,
                showSeconds = Math.Round(statistics.ShowSeconds, 3),
                p50Ms = latencies.Overall(0.5) / 1e6,
                p95Ms = latencies.Overall(0.95) / 1e6,
                p99Ms = latencies.Overall(0.99) / 1e6,
                deadLetters = statistics.Faults,
                lost = statistics.Lost,
                duplicates = statistics.Duplicates,
                withoutIdentity = statistics.WithoutIdentity,
                meanScore = statistics.ScoreCount > 0 ? statistics.MeanScore : (double?)null,
                decisions = set.Rules is null ? (long?)null : statistics.Decided.Decisions,
                entered = set.Rules is null ? (long?)null : statistics.Decided.Entered,
                left = set.Rules is null ? (long?)null : statistics.Decided.Left,
                segments = set.Rules is null ? null : members.ToDictionary(m => m.Segment, m => m.Members, StringComparer.Ordinal),
                outcome = outcome is null
                    ? null
                    : new
                    {
                        events = outcome.Events,
                        predicted = outcome.MeanScore,
                        followed = outcome.Followed,
                        auc = outcome.Auc,
                    },
            }
        );

    private static void Line(TextWriter lines, string what, FormattableString value) =>
        lines.WriteLine($"  {what, -18}{value.ToString(CultureInfo.InvariantCulture)}");
}
