using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Showing;

namespace StreamScoring.Cli.Running;

/// <summary>What is said at the end of a run, and what to try next.</summary>
internal static class RunSummary
{
    public static void Print(
        AppConfiguration config,
        PlaySettings play,
        RunStatistics s,
        LatencyWindow latencies,
        long fed,
        bool interrupted
    )
    {
        Console.WriteLine();
        Console.WriteLine(
            interrupted
                ? "stopped; run it again to go on from here"
                : string.Create(CultureInfo.InvariantCulture, $"the end: all {fed} events are scored")
        );
        Line("events shown", $"{s.Shown} in {s.ShowSeconds:0.0} s ({(s.ShowSeconds > 0 ? s.Shown / s.ShowSeconds : 0):0}/s)");
        if (latencies.Count > 0)
            Line(
                "latency",
                $"p50 {Format.Ms(latencies.Overall(0.5))}, p95 {Format.Ms(latencies.Overall(0.95))}, p99 {Format.Ms(latencies.Overall(0.99))} from the sender to the committed score"
            );
        Line("dead letters", $"{s.Faults}");
        Line("duplicates", $"{s.Duplicates}");
        Line("without identity", $"{s.WithoutIdentity}");
        if (s.ScoreCount > 0)
            Line("scores", $"mean {s.MeanScore:0.0000}, {s.HighScores} of {s.ScoreCount} at least 0.5");
        Console.WriteLine();
        Console.WriteLine("next:");
        Console.WriteLine("  export PATH=\"$PWD/artifacts/streamscoring:$PATH\"      # after: make publish");
        Console.WriteLine(
            $"  streamscoring topics read {config.Pipeline.Topics.Scores} --last 1{(config.LogPath == new AppConfiguration().LogPath ? "" : $" --set log.path={config.LogPath}")}"
        );
        if (play.IsSample)
            Console.WriteLine("  streamscoring score --in my-events.jsonl --out my-scores.jsonl");
    }

    private static void Line(string what, FormattableString value) =>
        Console.WriteLine($"  {what, -18}{value.ToString(CultureInfo.InvariantCulture)}");
}
