using System.Globalization;
using StreamScoring.Expressions.Planning;
using StreamScoring.State;
using StreamScoring.State.Windows;

namespace StreamScoring.Decisioning.History;

/// <summary>An output of a service.</summary>
/// <param name="Service">The service.</param>
/// <param name="Output">The output; null for the default one.</param>
public readonly record struct ScoreSource(string Service, string? Output);

/// <summary>
/// The scores that rules read, now and over windows that end at <c>now</c>. The current score is in every window that its event's time is in: that of an
/// event later than the window is not, because it would leave again a moment after. NaN (no score, a fault) is in none. One window is kept per output, as long as the longest that is asked for.
/// </summary>
public sealed class ScoreHistory
{
    private readonly (int Source, ScoreWindow? Window, WindowSpec Spec)[] _needs;
    private readonly Window?[] _windows;

    /// <summary>The scores of some needs. Throws <see cref="KeyNotFoundException"/> when the layout lacks one of <see cref="DefinitionsOf"/>.</summary>
    public ScoreHistory(IReadOnlyList<ScoreNeed> needs, StateLayout layout)
    {
        Needs = needs;
        Sources = SourcesOf(needs);
        _needs = [.. needs.Select(n => (IndexOf(Sources, n), n.Window, new WindowSpec(n.WindowNs, WindowClosed.Both)))];
        _windows =
        [
            .. Sources.Select(s =>
                LongestNs(needs, s) is > 0 and var longestNs
                    ? new Window(layout.SlotOf(Definition(s, longestNs)), new WindowSpec(longestNs, WindowClosed.Both), true)
                    : (Window?)null
            ),
        ];
    }

    /// <summary>What is read, in the order of <see cref="Read"/>'s result.</summary>
    public IReadOnlyList<ScoreNeed> Needs { get; }

    /// <summary>The outputs whose current scores must be given, in this order.</summary>
    public IReadOnlyList<ScoreSource> Sources { get; }

    /// <summary>What must be kept for some needs.</summary>
    public static IReadOnlyList<StateDefinition> DefinitionsOf(IReadOnlyList<ScoreNeed> needs) =>
        [.. SourcesOf(needs).Select(s => (s, LongestNs(needs, s))).Where(s => s.Item2 > 0).Select(s => Definition(s.s, s.Item2))];

    /// <summary>Reads every need. Before <see cref="Append"/>.</summary>
    /// <param name="state">The state.</param>
    /// <param name="entry">The key's entry, or -1.</param>
    /// <param name="nowNs">The moment at which windows end, ns since the epoch.</param>
    /// <param name="timeNs">The current event's own time; not looked at between two events.</param>
    /// <param name="current">The current event's scores, one a source; empty between two events.</param>
    /// <param name="into">Takes a score a need, NaN where there is none.</param>
    public void Read(KeyedState state, int entry, long nowNs, long timeNs, ReadOnlySpan<double> current, Span<double> into)
    {
        for (var i = 0; i < _needs.Length; i++)
        {
            var (source, window, spec) = _needs[i];
            var score = current.IsEmpty ? double.NaN : current[source];
            if (window is not null && nowNs - timeNs > spec.LengthNs)
                score = double.NaN;
            into[i] = window is null
                ? score
                : Over(window.Value, (_windows[source]!.Value with { Spec = spec }).Read(state, entry, nowNs), timeNs, score);
        }
    }

    /// <summary>Enters the current event's scores, one a source, at its time. Nothing for entry -1.</summary>
    public void Append(KeyedState state, int entry, long timeNs, ReadOnlySpan<double> current)
    {
        for (var i = 0; i < _windows.Length; i++)
        {
            if (_windows[i] is { } window)
                window.Add(state, entry, timeNs, current[i]);
        }
    }

    /// <summary>The first moment after <paramref name="nowNs"/> at which a window loses a score without an event, ns; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextChangeNs(KeyedState state, int entry, long nowNs)
    {
        var next = long.MaxValue;
        foreach (var (source, window, spec) in _needs)
        {
            if (window is null || (_windows[source]!.Value with { Spec = spec }).Read(state, entry, nowNs) is not { Count: > 0 } view)
                continue;
            // The window is closed: a score is in it up to that very moment.
            if (view.OldestNs() < long.MaxValue - spec.LengthNs)
                next = Math.Min(next, view.OldestNs() + spec.LengthNs + 1);
        }

        return next;
    }

    private static double Over(ScoreWindow window, in WindowView earlier, long timeNs, double current)
    {
        var hasCurrent = !double.IsNaN(current);
        if (earlier.Count == 0)
            return hasCurrent ? current : double.NaN;
        return window switch
        {
            ScoreWindow.Max => hasCurrent ? Math.Max(earlier.Max(), current) : earlier.Max(),
            ScoreWindow.Min => hasCurrent ? Math.Min(earlier.Min(), current) : earlier.Min(),
            ScoreWindow.Mean => hasCurrent ? (earlier.Sum() + current) / (earlier.Count + 1) : earlier.Mean(),
            _ => hasCurrent && timeNs >= earlier.NewestNs() ? current : earlier.Last(),
        };
    }

    private static IReadOnlyList<ScoreSource> SourcesOf(IReadOnlyList<ScoreNeed> needs) =>
        [.. needs.Select(n => new ScoreSource(n.Service, n.Output)).Distinct()];

    private static int IndexOf(IReadOnlyList<ScoreSource> sources, ScoreNeed need)
    {
        var at = 0;
        while (sources[at] != new ScoreSource(need.Service, need.Output))
            at++;
        return at;
    }

    private static long LongestNs(IReadOnlyList<ScoreNeed> needs, ScoreSource source) =>
        needs
            .Where(n => n.Window is not null && new ScoreSource(n.Service, n.Output) == source)
            .Select(n => n.WindowNs)
            .DefaultIfEmpty()
            .Max();

    private static StateDefinition Definition(ScoreSource source, long windowNs) =>
        new(
            Window.Kind,
            Sections.HashOf(string.Create(CultureInfo.InvariantCulture, $"score 1;{source.Service};{source.Output};{windowNs}"))
        );
}
