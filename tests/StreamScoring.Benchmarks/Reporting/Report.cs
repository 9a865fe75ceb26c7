using System.Globalization;
using System.Text.Json;
using StreamScoring.Benchmarks.Measuring;

namespace StreamScoring.Benchmarks.Reporting;

/// <summary>The table of a run on the terminal, as Markdown, and its figures as JSON.</summary>
internal sealed class Report(double loadAtStart)
{
    private readonly List<(Group Group, IReadOnlyList<Measured> Results)> _groups = [];

    public void Add(Group group, IReadOnlyList<Measured> results) => _groups.Add((group, results));

    /// <summary>The table and the line that names the machine.</summary>
    public string Markdown()
    {
        var lines = new List<string>
        {
            "| what, per event | CPU µs | ± % | B allocated | ratio | beyond, µs | against |",
            "|---|--:|--:|--:|--:|--:|---|",
        };
        foreach (var (group, results) in _groups)
        {
            lines.Add($"| **{group.Title}** | | | | | | |");
            lines.AddRange(results.Select(Row));
        }

        lines.Add("");
        lines.Add(MachineLine());
        return string.Join('\n', lines);
    }

    /// <summary>Writes the figures, with every sample.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        JsonSerializer.Serialize(
            file,
            new
            {
                machine = Machine.This,
                loadAtStart,
                loadAtEnd = Machine.LoadAverage(),
                groups = _groups.Select(g => new
                {
                    g.Group.Name,
                    g.Group.Title,
                    g.Results,
                }),
            },
            new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }
        );
    }

    private static string Row(Measured m) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {m.Name} | {Number(m.CpuNs / 1000)} | {m.SpreadPercent:0.0} | {m.AllocatedBytes:#,0} | {Ratio(m.Ratio)} | {Number(m.BeyondNs / 1000)} | {m.Against ?? "baseline"} |"
        );

    private static string Ratio(double? ratio) =>
        ratio is { } r ? r.ToString(r < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture) : "";

    private static string Number(double? us) =>
        us is { } value
            ? value.ToString(
                Math.Abs(value) < 0.1 ? "0.0000"
                    : Math.Abs(value) < 10 ? "0.00"
                    : "0.0",
                CultureInfo.InvariantCulture
            )
            : "";

    private string MachineLine()
    {
        var (machine, end) = (Machine.This, Machine.LoadAverage());
        // This run itself keeps one core busy.
        var isBusy = Math.Max(loadAtStart, end) > 1.5;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{machine.Cpu}, {machine.Cores} cores, {machine.System}, {machine.Runtime}; load average {loadAtStart:0.0} before, {end:0.0} after{(isBusy ? ": THE MACHINE WAS BUSY, expect more spread" : "")}."
        );
    }
}
