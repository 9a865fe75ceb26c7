using System.Globalization;
using StreamScoring.Decisioning.Experiments;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Offers;

/// <summary>One count of an offer: what, of whom, over which period. Limits that differ in nothing but how many share it.</summary>
internal sealed class OfferCounter
{
    // Up to so many a rolling period is counted exactly; beyond it, in as many steps, each of which leaves as late as its last.
    private const int ExactMost = 64;

    private readonly CapPeriod _period;
    private readonly long _rollingNs;
    private readonly long _stepNs;

    public OfferCounter(
        string offer,
        CapCounts counts,
        bool perProfile,
        CapPeriod period = CapPeriod.Ever,
        long rollingNs = 0,
        long most = 0
    )
    {
        (Counts, PerProfile, _period, _rollingNs) = (counts, perProfile, period, rollingNs);
        _stepNs = most <= ExactMost ? 1 : Math.Max(1, rollingNs / ExactMost);
        Key = Ids.Of(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{offer}/{counts}/{(perProfile ? "profile" : "all")}/{period}/{rollingNs}/{(period == CapPeriod.Rolling ? _stepNs : 1)}"
            )
        );
    }

    public OfferCounter(string offer, OfferCap cap)
        : this(offer, cap.Counts, cap.PerProfile, cap.Period, cap.RollingNs, cap.Most) { }

    /// <summary>What it is known by in state.</summary>
    public ulong Key { get; }

    public CapCounts Counts { get; }

    public bool PerProfile { get; }

    /// <summary>The count now.</summary>
    public long Read(OfferCounters counters, KeyedState state, int entry, long nowNs) =>
        counters.Sum(state, entry, Key, CapClock.StartNs(_period, _rollingNs, Clock(counters, state, entry, nowNs)));

    /// <summary>Counts one.</summary>
    public void Count(OfferCounters counters, KeyedState state, int entry, long nowNs)
    {
        nowNs = Clock(counters, state, entry, nowNs);
        var fromNs = CapClock.StartNs(_period, _rollingNs, nowNs);
        counters.Add(state, entry, Key, _period == CapPeriod.Rolling ? nowNs : fromNs, _stepNs, fromNs);
    }

    // Over all people clocks go back and forth: the count's own never does, so that a late event counts against the newest period, and no count is lost.
    private long Clock(OfferCounters counters, KeyedState state, int entry, long nowNs) =>
        _period == CapPeriod.Ever ? 0 : Math.Max(nowNs, counters.NewestNs(state, entry, Key));
}
