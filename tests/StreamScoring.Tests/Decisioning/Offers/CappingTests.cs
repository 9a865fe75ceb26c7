using CsCheck;
using StreamScoring.Decisioning.Offers;
using StreamScoring.Decisioning.RuleSets;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Offers;

/// <summary>Caps, against a list of moments that is counted anew each time.</summary>
public sealed class CappingTests
{
    private static readonly DateTime s_begin = new(2018, 11, 5, 18, 13, 2, DateTimeKind.Utc);

    private static readonly Gen<(CapPeriod Period, int Most, int Days, bool PerProfile)> s_caps = Gen.Select(
        Gen.Enum<CapPeriod>(),
        Gen.Int[1, 4],
        Gen.Int[1, 9],
        Gen.Bool
    );

    [Fact]
    public void A_cap_holds_exactly_as_often_as_a_naive_counter_says()
    {
        var capped = 0;
        s_caps
            .Select(Gen.Select(Gen.Int[0, 3], Gen.Int[0, 40]).List[1, 60])
            .Sample(
                (cap, steps) =>
                {
                    var rig = new OfferRig(Rules(cap.Period, cap.Most, cap.Days, cap.PerProfile));
                    var (time, shown) = (s_begin, new List<(DateTime At, int Person)>());
                    for (var i = 0; i < steps.Count; i++)
                    {
                        // Far apart at times, so that months end; close at others.
                        time = time.AddHours(steps[i].Item2 == 40 ? 800 : steps[i].Item2);
                        var person = steps[i].Item1;
                        var before = shown.Count(s => (s.Person == person || !cap.PerProfile) && Counts(cap.Period, cap.Days, s.At, time));
                        var said = rig.One(new OfferEvent($"e{i}", NsOf(time)) { Identity = $"ECID:{person}" });
                        var isCapped = said.Contains("a capped", StringComparison.Ordinal);
                        Assert.Equal(before >= cap.Most, isCapped);
                        Assert.Equal(!isCapped, said.StartsWith("ranked a;", StringComparison.Ordinal));
                        if (!isCapped)
                            shown.Add((time, person));
                        Interlocked.Add(ref capped, isCapped ? 1 : 0);
                        if (i % 7 == 0)
                            rig.State.Commit();
                    }
                },
                iter: 400
            );
        Assert.True(capped > 100);
    }

    [Fact]
    public void Many_in_a_rolling_period_are_never_more_than_the_most()
    {
        const int Most = 500;
        var counter = new OfferCounter("a", CapCounts.Decision, false, CapPeriod.Rolling, 7 * OfferRig.DayNs, Most);
        var rig = new OfferRig(Rules(CapPeriod.Rolling, Most, 7, false));
        var counters = OfferCounters.In(rig.Layout);
        var times = new Queue<long>();
        var entry = rig.State.Open(OfferCounters.SharedKey);
        for (var now = 0L; now < 30 * OfferRig.DayNs; now += 7 * 60 * OfferRig.SecondNs)
        {
            while (times.TryPeek(out var oldest) && oldest <= now - (7 * OfferRig.DayNs))
                times.Dequeue();
            var counted = counter.Read(counters, rig.State, entry, now);
            // What leaves does so at most a step late, never early.
            Assert.InRange(counted, times.Count, times.Count + (7 * 24 * 60 / 7 / 64) + 1);
            if (counted >= Most)
                continue;
            counter.Count(counters, rig.State, entry, now);
            times.Enqueue(now);
            Assert.InRange(times.Count, 1, Most);
        }

        Assert.InRange(rig.State.Read(entry, 0).Length, 1, OfferCounters.MaxEntries * 24);
    }

    [Fact]
    public void A_late_event_of_another_person_counts_against_the_newest_period()
    {
        var rig = new OfferRig(Rules(CapPeriod.Day, 1, 0, false));
        var noon = NsOf(new DateTime(2018, 11, 6, 12, 0, 0, DateTimeKind.Utc));
        Assert.StartsWith("ranked a;", rig.One(new OfferEvent("e1", noon)), StringComparison.Ordinal);
        Assert.Contains("a capped", rig.One(new OfferEvent("e2", noon - OfferRig.DayNs) { Identity = "ECID:2" }), StringComparison.Ordinal);
        Assert.StartsWith("ranked a;", rig.One(new OfferEvent("e3", noon + OfferRig.DayNs)), StringComparison.Ordinal);
    }

    private static bool Counts(CapPeriod period, int days, DateTime at, DateTime now) =>
        period switch
        {
            CapPeriod.Ever => true,
            CapPeriod.Day => at.Date == now.Date,
            CapPeriod.Week => Monday(at) == Monday(now),
            CapPeriod.Month => (at.Year, at.Month) == (now.Year, now.Month),
            _ => at > now.AddDays(-days),
        };

    private static DateTime Monday(DateTime time) => time.Date.AddDays(-(((int)time.DayOfWeek + 6) % 7));

    private static long NsOf(DateTime time) => (time - DateTime.UnixEpoch).Ticks * 100;

    private static string Rules(CapPeriod period, int most, int days, bool perProfile)
    {
        var time = period switch
        {
            CapPeriod.Ever => "",
            CapPeriod.Rolling => $", rolling: {days} days",
            _ => $", every: {period.ToString().ToLowerInvariant()}",
        };
        return $$$"""
            rules: shop
            version: 1
            offers:
              a: {status: approved, priority: 1, tags: t, caps: [{counts: decision, most: {{{most}}}, per: {{{(
                perProfile ? "profile" : "all"
            )}}}{{{time}}} }]}
              z: {status: approved, priority: 0}
            strategies: {s: {collect: t, rank: priority}}
            placements: {p: {when: 'event.eventType = "page"', strategies: [s], fallback: z}}
            """;
    }
}
