using StreamScoring.TestKit.Decisioning;
using Xunit;

namespace StreamScoring.Tests.Decisioning;

/// <summary>What the sample's rules come to, worked out by hand: the oracle of the golden runs, and a check that the sample shows something.</summary>
public sealed class NaiveLumaTests(ITestOutputHelper output)
{
    private const int Last = 10_023;

    [Fact]
    public void The_samples_rules_give_what_the_first_simulation_gave()
    {
        var events = NaiveEvent.Luma;
        var before = NaiveShop.Over(events.Take(events.Count - Last));
        var (transitions, decisions) = (before.Transitions.Count, before.Decisions.Count);
        var members = before.People.SelectMany(p => p.In.Select(s => (p.Identity, s))).ToHashSet();
        foreach (var e in events.Skip(events.Count - Last))
            before.See(e);
        var seen = events.Skip(events.Count - Last).Select(e => e.Identity).OfType<string>().ToHashSet();
        var made = before.Decisions.Skip(decisions).ToList();
        var entered = before.Transitions.Skip(transitions).Where(t => t.Enters).Select(t => (t.Identity, t.Segment));
        var ever = members.Where(m => seen.Contains(m.Identity)).Concat(entered).ToHashSet();
        var own = before.People.Count(p => p.In.Contains("cart-abandoner"));
        output.WriteLine($"decisions {made.Count}, people {seen.Count}");
        foreach (
            var group in made.GroupBy(d => $"{d.Placement} {d.Reason} {string.Join('+', d.Offers)}")
                .OrderBy(g => g.Key, StringComparer.Ordinal)
        )
            output.WriteLine($"  {group.Key}: {group.Count()}");
        foreach (var segment in NaivePerson.Segments)
            output.WriteLine(
                $"  {segment}: {ever.Count(e => e.Item2 == segment)} people, {before.Transitions.Skip(transitions).Count(t => t.Segment == segment)} transitions"
            );
        before.Wait(events.Max(e => e.Time));
        var atEnd = before.People.Where(p => p.In.Contains("cart-abandoner")).Select(p => p.Identity).ToList();
        var everWithTimers = before
            .Transitions.Skip(transitions)
            .Where(t => t is { Enters: true, Segment: "cart-abandoner" })
            .Select(t => t.Identity)
            .Distinct()
            .Count();
        output.WriteLine(
            $"cart abandoners {own}; with the clock run to the end {atEnd.Count}, {atEnd.Count(seen.Contains)} of them with one of these events, {everWithTimers} entered"
        );
        Assert.InRange(made.Count, 3_800, 4_300);
        Assert.Equal(251, ever.Count(e => e.Item2 == "ready-to-buy"));
        Assert.All(NaivePerson.Segments, s => Assert.InRange(ever.Count(e => e.Item2 == s), 1, seen.Count - 1));
        Assert.All(made, d => Assert.Equal(d.Offers.Count, d.Offers.Distinct().Count()));
    }
}
