using CsCheck;
using StreamScoring.Decisioning.Timers;
using StreamScoring.Expressions.Parsing;
using StreamScoring.Tests.Decisioning.History;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Timers;

public sealed class TimerPropertyTests(ITestOutputHelper output)
{
    private const long SecondNs = 1_000_000_000;
    private const long HourNs = 3_600 * SecondNs;

    // 2024-01-30T23:58:20Z: the next day, month and the end of February are near; 2024-01-28 was a Sunday.
    private const long StartNs = 1_706_659_100 * SecondNs;
    private static readonly int s_scale = Environment.GetEnvironmentVariable("STREAMSCORING_SOAK") == "1" ? 20 : 1;

    [Fact]
    public void Firing_timers_gives_what_evaluating_at_every_second_gives() => Run(SecondNs, StartNs, 240, "seconds", 150 * s_scale);

    [Fact]
    public void Firing_timers_gives_what_evaluating_at_every_hour_gives_over_months() =>
        Run(HourNs, StartNs - 200 * SecondNs - 60 * 24 * HourNs, 2_400, "hours", 15 * s_scale);

    [Fact]
    public void A_week_ends_at_its_very_moment_without_an_event()
    {
        var rig = new TimerRig(["xEvent[timestamp occurs <= 7 days before now].count() >= 1"], 0);
        rig.Play(new ShopEvent(StartNs, "a"), 0);
        var endNs = StartNs + (7 * 24 * HourNs);
        rig.Fire(endNs);
        Assert.Equal([true], rig.Members());
        rig.Fire(endNs + 1);
        Assert.Equal([false], rig.Members());
        Assert.Equal(1, rig.ChangedByTimer);
        rig.Fire(long.MaxValue - 1);
        Assert.InRange(rig.Fired, 1, 3);
    }

    [Fact]
    public void A_month_before_the_end_of_March_turns_back_and_forth_and_timers_follow()
    {
        // 2023-02-28T09:00:00Z: a month before 28, 29, 30 and 31 March alike is on that day, at the time of day of now.
        const long EventNs = 1_677_574_800 * SecondNs;
        string[] rules = [.. new[] { "<", "<=", ">", ">=" }.Select(c => $"xEvent.exists(timestamp occurs {c} 1 months before now)")];
        var rig = new TimerRig(rules, 0);
        rig.Play(new ShopEvent(EventNs, "a"), 0);
        for (var hour = 0; hour < 40 * 24; hour++)
        {
            var nowNs = EventNs + (hour * HourNs);
            rig.Fire(nowNs);
            Assert.Equal(rig.Holding(nowNs), rig.Members());
        }

        // Four rules; out on the 28th at 9, in again at midnight, and so on to the 31st.
        Assert.InRange(rig.ChangedByTimer, 4 * 7, 8 * 7);
        Assert.InRange(rig.Fired, 10, 40);
    }

    [Theory]
    [InlineData("xEvent[timestamp occurs <= 7 days before now].count() > 1 and lastVisit < now and now.getMonth() = 2", 0)]
    [InlineData("if(a, now, b) > c", 1)]
    [InlineData("now in [a, b] or [now].count() > 1", 2)]
    [InlineData("now occurs before today", 1)]
    public void Uses_of_now_that_cannot_be_timed_are_found(string rule, int count) =>
        Assert.Equal(count, UntimedNow.Find(ExpressionParser.Parse(rule).Require()).Count);

    private void Run(long stepNs, long startNs, int ticks, string unit, int iterations)
    {
        var (changed, fired, checkedTicks, members) = (0L, 0L, 0L, 0L);
        var events = Gen.Select(
            Gen.Int[0, ticks * 2 / 3],
            Gen.Int[0, 4],
            Gen.Int[0, 5],
            Gen.Int[0, 10],
            (tick, type, late, score) => (tick, type, late, score)
        );
        Gen.Select(Rule(unit).Array[12], events.Array[1, 12], Gen.Int[0, ticks])
            .Sample(
                (rules, played, visit) =>
                {
                    var rig = new TimerRig(rules, startNs + (visit * stepNs));
                    for (var tick = 0; tick < ticks; tick++)
                    {
                        var nowNs = startNs + (tick * stepNs);
                        rig.Fire(nowNs);
                        foreach (var e in played.Where(p => p.tick == tick))
                            rig.Play(
                                new ShopEvent(
                                    nowNs - (e.late > 3 ? e.late * 3 * stepNs : 0),
                                    e.type < 2 ? "a"
                                        : e.type < 4 ? "b"
                                        : "c"
                                ),
                                e.score / 10.0
                            );
                        if (!played.Any(p => p.tick <= tick))
                            continue;
                        // A late event alone leaves the key's clock behind the watermark.
                        rig.Fire(nowNs);
                        var (found, wanted) = (rig.Members(), rig.Holding(nowNs));
                        for (var i = 0; i < rules.Length; i++)
                            Assert.True(
                                found[i] == wanted[i],
                                $"tick {tick}: {rules[i]} is {wanted[i]}, timers say {found[i]}; events {string.Join(' ', played)}, visit {visit}"
                            );
                        members += found.Count(f => f);
                        checkedTicks++;
                        rig.End(tick % 3 == 0);
                    }

                    changed += rig.ChangedByTimer;
                    fired += rig.Fired;
                },
                iter: iterations,
                threads: 1
            );
        output.WriteLine(
            $"{checkedTicks} moments of 12 segments, {members} memberships; {fired} timers fired, {changed} transitions by timers"
        );
        Assert.True(
            changed > iterations && fired < checkedTicks * 2 && members > checkedTicks,
            $"{changed} changed, {fired} fired, {members} members, {checkedTicks} moments"
        );
    }

    private static Gen<string> Rule(string unit)
    {
        var type = Pick("\"a\"", "\"b\"");
        var compare = Pick("<", "<=", ">", ">=", "=", "!=");
        var number = Gen.Int[1, 60];
        var calendar =
            unit == "seconds" ? Pick("1 days", "1 weeks", "1 months") : Pick("1 months", "2 months", "10 days", "1 weeks", "1 years");
        var anchor = Pick("today", "yesterday", "tomorrow", "this month", "last month", "this week", "this year");
        var range = Gen.Frequency(
            (5, Gen.Select(compare, number, (c, n) => $"{c} {n} {unit} before now")),
            (1, Gen.Select(compare, number, (c, n) => $"{c} {n} {unit} after now")),
            (1, Gen.Select(compare, calendar, (c, d) => $"{c} {d} before now")),
            (1, Gen.Select(compare, calendar, anchor, (c, d, a) => $"{c} {d} before {a}")),
            (1, Gen.Select(compare, calendar, anchor, (c, d, a) => $"{c} {d} after {a}")),
            (1, anchor.Select(a => $"before {a}")),
            (1, anchor.Select(a => $"after {a}")),
            (1, anchor.Select(a => $"on {a}")),
            (1, Gen.Select(anchor, anchor, (a, b) => $"between {a} and {b}")),
            (1, Pick("before now", "after now", "between last month and now", "between yesterday and today"))
        );
        var atom = Gen.Frequency(
            (6, Gen.Select(type, range, Gen.Int[1, 3], (t, r, n) => $"xEvent[eventType = {t} and timestamp occurs {r}].count() >= {n}")),
            (2, Gen.Select(range, r => $"xEvent.exists(timestamp occurs {r})")),
            (1, Gen.Select(range, r => $"exists X from xEvent where X.eventType = \"c\" and X.timestamp occurs {r}")),
            (
                2,
                Gen.Select(
                    type,
                    type,
                    number,
                    (a, b, n) => $"CHAIN(xEvent, timestamp, [A: WHAT(eventType = {a}), ABSENT(eventType = {b}) FOR {n} {unit}])"
                )
            ),
            (
                1,
                Gen.Select(
                    type,
                    type,
                    range,
                    (a, b, r) => $"CHAIN(xEvent, timestamp, [A: WHAT(eventType = {a}) WHEN({r}), B: WHAT(eventType = {b})])"
                )
            ),
            (
                1,
                Gen.Select(
                    type,
                    number,
                    number,
                    (a, n, m) =>
                        $"CHAIN(xEvent, timestamp, [A: WHAT(eventType = {a}), ABSENT(eventType = \"b\") FOR {n} {unit}, B: WHAT(eventType = \"c\"), ABSENT(eventType = \"a\") FOR {m} {unit}])"
                )
            ),
            (1, Gen.Select(range, r => $"lastVisit occurs {r}")),
            (
                1,
                Pick(
                    "lastVisit < now",
                    "lastVisit >= now",
                    "now > lastVisit",
                    "currentDayOfMonth() > 30",
                    "currentMonth() = 2",
                    "now.getDayOfMonth() = 31"
                )
            ),
            (
                2,
                Gen.Select(Pick("max", "min", "mean", "last"), number, Gen.Int[1, 9], (w, n, s) => $"score(\"s\").{w}({n} {unit}) >= 0.{s}")
            )
        );
        return Gen.Frequency(
            (4, atom),
            (1, atom.Select(a => $"not ({a})")),
            (1, Gen.Select(atom, atom, (a, b) => $"({a}) and ({b})")),
            (1, Gen.Select(atom, atom, (a, b) => $"({a}) or ({b})"))
        );
    }

    private static Gen<string> Pick(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
