using System.Text;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;

namespace StreamScoring.Cli.Running;

/// <summary>Counts what rules come to, and keeps the newest to show. Not thread-safe.</summary>
internal sealed class DecisionCounts
{
    private const int Kept = 8;
    private static readonly string[] s_reasons = ["ranked", "held", "explored", "fallback", "held out", "without consent", "nothing"];
    private readonly Queue<LastChange> _changes = [];
    private readonly Queue<LastDecision> _decisions = [];
    private readonly SortedDictionary<string, long> _offers = new(StringComparer.Ordinal);
    private readonly long[] _byReason = new long[s_reasons.Length];
    private bool _hasRules;

    public long Decisions { get; private set; }

    public long Entered { get; private set; }

    public long Left { get; private set; }

    /// <summary>Of both, those that no event caused.</summary>
    public long ByTime { get; private set; }

    public IEnumerable<(string Name, long Count)> Reasons => s_reasons.Select((r, i) => (r, _byReason[i])).Where(r => r.Item2 > 0);

    /// <summary>Offers by how often they were chosen.</summary>
    public IEnumerable<(string Name, long Count)> Offers => _offers.OrderByDescending(o => o.Value).Select(o => (o.Key, o.Value));

    /// <summary>The newest, the oldest first; null before there was any.</summary>
    public IReadOnlyList<LastChange>? LastChanges() => _hasRules ? [.. _changes] : null;

    /// <summary>The newest, the oldest first; null before there was any.</summary>
    public IReadOnlyList<LastDecision>? LastDecisions() => _hasRules ? [.. _decisions] : null;

    public void Count(RuleSetPlan rules, in RecordHead head, ChangeReason reason, ReadOnlySpan<MembershipChange> changes)
    {
        _hasRules = true;
        foreach (var change in changes)
        {
            var enters = change.To == MembershipStatus.Realized;
            (Entered, Left) = enters ? (Entered + 1, Left) : (Entered, Left + 1);
            ByTime += reason == ChangeReason.Timer ? 1 : 0;
            var segment = rules.Segments[change.Segment].Rule.Id;
            Keep(_changes, new(head.TimeNs, Encoding.UTF8.GetString(head.Identity), segment, enters, reason == ChangeReason.Timer));
        }
    }

    public void Count(RuleSetPlan rules, in RecordHead head, Decision decision)
    {
        _hasRules = true;
        Decisions++;
        _byReason[(int)decision.Reason]++;
        foreach (var chosen in decision.Chosen)
        {
            var id = rules.Offers[chosen.Offer].Offer.Id;
            _offers[id] = _offers.GetValueOrDefault(id) + 1;
        }

        var offers =
            decision.Chosen.Count == 0 ? "(nothing)" : string.Join(", ", decision.Chosen.Select(c => rules.Offers[c.Offer].Offer.Id));
        var placement = rules.Placements[decision.Placement].Placement.Id;
        Keep(_decisions, new(head.TimeNs, Encoding.UTF8.GetString(head.Identity), placement, offers, Why(rules, decision)));
    }

    // The segments that a person is in say more than the way the offer was found; both fit on a line.
    private static string Why(RuleSetPlan rules, Decision decision)
    {
        var segments = string.Join(", ", decision.Segments.Select(s => rules.Segments[s].Rule.Id));
        return segments.Length > 0 ? $"{s_reasons[(int)decision.Reason]}: {segments}" : s_reasons[(int)decision.Reason];
    }

    private static void Keep<T>(Queue<T> queue, T item)
    {
        queue.Enqueue(item);
        if (queue.Count > Kept)
            queue.Dequeue();
    }
}

/// <summary>That somebody entered or left a segment.</summary>
/// <param name="TimeNs">When, ns of event time.</param>
/// <param name="Who">The identity.</param>
/// <param name="Segment">The segment.</param>
/// <param name="Enters">Whether in or out.</param>
/// <param name="ByTime">Whether no event caused it.</param>
internal sealed record LastChange(long TimeNs, string Who, string Segment, bool Enters, bool ByTime);

/// <summary>What somebody sees next.</summary>
/// <param name="TimeNs">Event time, ns.</param>
/// <param name="Who">The identity.</param>
/// <param name="Placement">Where.</param>
/// <param name="Offers">What.</param>
/// <param name="Why">Why.</param>
internal sealed record LastDecision(long TimeNs, string Who, string Placement, string Offers, string Why);
