using StreamScoring.Benchmarks.Measuring;

namespace StreamScoring.Benchmarks.Histories;

/// <summary>
/// Reading and entering a person's history, beside plain collections that do the same sums. Ours also does what the plain ones do not: it can be aborted, it is
/// handed out as bytes at each commit (every 256 events), and its size is bounded.
/// </summary>
internal static class HistoryKeeping
{
    private const string PlainWindow = "window of 1 h, count and sum: a Dictionary of Queues, nothing transactional";
    private const string PlainSet = "all histories of the sample, and duplicates: plain collections, nothing transactional";

    public static Group Group { get; } = new("state", "Keep history (read, enter, commit)", 15, Open);

    private static OpenGroup Open()
    {
        var events = HistoryEvent.Luma();
        var oneWindow = new OneWindow(events);
        var plainWindow = new PlainWindow(events);
        var set = new SampleHistories(events);
        var plainSet = new PlainHistories(events);
        // The plain windows forget what a late event would still need; nothing else may differ.
        if (set.Sum(0) is var ours && plainSet.Sum(0) is var plain && Math.Abs(ours - plain) > 1e-3 * plain)
            throw new InvalidOperationException($"the histories differ: ours came to {ours}, the plain ones to {plain}");
        return new OpenGroup([
            Case.Repeated(PlainWindow, null, plainWindow.Run),
            Case.Repeated("window of 1 h, count and sum: ours", PlainWindow, oneWindow.Run),
            Case.Repeated(PlainSet, null, plainSet.Run),
            Case.Repeated("all histories of the sample, and duplicates: ours", PlainSet, set.Run),
        ]);
    }
}
