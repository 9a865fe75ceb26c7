using System.Globalization;
using StreamScoring.Decisioning.Planning;

namespace StreamScoring.Cli.Linting;

/// <summary>What a rule set costs, and what it makes the state keep, for people and for programs.</summary>
internal static class RuleSetReport
{
    private const long NsPerSecond = 1_000_000_000;

    public static void Print(RuleSetPlan plan, TextWriter to)
    {
        var width = plan.Costs.Max(c => c.Path.Length);
        foreach (var cost in plan.Costs)
        {
            var keeps = cost.HistoryNs > 0 ? $"  keeps {Duration(cost.HistoryNs)} of events" : "";
            to.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {cost.Path.PadRight(width)}  {cost.Class.ToString().ToLowerInvariant(), -7}  at most {cost.Operations, 9:N0} operations{keeps}"
                )
            );
        }

        foreach (var field in plan.Needs.EventFields.Where(f => f.WindowNs > 0))
            to.WriteLine($"  state: {field.Path} of events of the last {Duration(field.WindowNs)}");
        foreach (var score in plan.Needs.Scores.Where(s => s.Window is not null))
            to.WriteLine($"  state: scores {score.Service}.{score.Output} of the last {Duration(score.WindowNs)}");
    }

    public static object ToJson(RuleSetPlan plan) =>
        new
        {
            rules = plan.Costs.Select(c => new
            {
                path = c.Path,
                @class = c.Class.ToString().ToLowerInvariant(),
                operations = c.Operations,
                historySeconds = c.HistoryNs / (double)NsPerSecond,
            }),
            historySeconds = plan.Needs.HistoryNs / (double)NsPerSecond,
            fields = plan.Needs.EventFields.Select(f => new { path = f.Path, keptSeconds = f.WindowNs / (double)NsPerSecond }),
            scores = plan.Needs.Scores.Select(s => new
            {
                service = s.Service,
                output = s.Output,
                window = s.Window?.ToString().ToLowerInvariant(),
                windowSeconds = s.WindowNs / (double)NsPerSecond,
            }),
            profile = plan.Needs.ProfileFields,
        };

    /// <summary><c>7 days</c>, <c>30 minutes</c>: the largest unit that fits evenly.</summary>
    public static string Duration(long ns)
    {
        (long Seconds, string Name)[] units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
        var (seconds, name) = units.FirstOrDefault(u => ns % (u.Seconds * NsPerSecond) == 0, (1, "second"));
        var count = ns / (decimal)(seconds * NsPerSecond);
        return string.Create(CultureInfo.InvariantCulture, $"{count:0.###} {name}{(count == 1 ? "" : "s")}");
    }
}
