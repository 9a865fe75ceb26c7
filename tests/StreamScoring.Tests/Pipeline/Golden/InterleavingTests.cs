using CsCheck;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Golden;

/// <summary>
/// The whole engine, with timers, caps, holds and an experiment: how the events of different people interleave changes no decision, and no membership when timers of idle people
/// wait as long as people's events come apart.
/// </summary>
public sealed class InterleavingTests(ITestOutputHelper output)
{
    private const int People = 5;

    private const string Rules = """
        rules: mix
        version: 1
        holdout: {share: 0.1, salt: out}
        segments:
          busy: {when: 'xEvent[eventType = "commerce.purchases" and timestamp occurs <= 10 minutes before now].count() >= 2'}
          quiet: {when: 'not xEvent.exists(eventType = "commerce.purchases" and timestamp occurs < 15 minutes before now)'}
          keen: {when: 'score("plain").max(20 minutes) >= 0.02 and not inSegment("busy")'}
        offers:
          once: {status: approved, priority: 9, tags: [all], content: {any: {text: a}}, caps: [{counts: decision, most: 1, rolling: 1 hours}]}
          held: {status: approved, priority: 5, tags: [all], content: {any: {text: b}}, eligible: 'inSegment("busy")', hold: 10 minutes}
          keen: {status: approved, priority: 4, tags: [all], content: {any: {text: c}}, eligible: 'inSegment("keen")'}
          last: {status: approved, priority: 0, content: {any: {text: d}}}
        strategies:
          all: {collect: [all], rank: priority, explore: {share: 0.1}}
          turned: {collect: [all], rank: {formula: '0 - offer.priority'}}
        placements:
          hero: {when: 'event.eventType = "commerce.purchases"', strategies: [all], fallback: last}
        experiments:
          order: {layer: l, salt: e, placements: hero, arms: [{name: one, weight: 50, strategies: all}, {name: two, weight: 50, strategies: turned}]}
        layers: {l: {salt: l}}
        """;

    private static readonly Gen<ShopEvent[]> s_person = Gen.Select(Gen.Int[0, 900], Gen.Int[1, 60]).Array[5, 20].Select(Events);

    private static readonly Gen<(ShopEvent[][] People, int[] Order)> s_case = Gen.Select(
        s_person.Array[People],
        Gen.Int[0, People - 1].Array[People * 20]
    );

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(ShopEvent.StartMs));
    private int _timers;
    private int _capped;
    private int _events;
    private int _runs;

    [Fact]
    public void How_different_peoples_events_interleave_changes_nothing()
    {
        s_case.Sample(
            c =>
            {
                var oneAfterAnother = Run(c.People.SelectMany((p, i) => p.Select(e => Named(e, i))), 30 * 86_400_000L);
                var mixed = Run(Mix(c.People, c.Order), 30 * 86_400_000L);
                Assert.Null(oneAfterAnother.Difference(mixed));
                var hasty = Run(Mix(c.People, c.Order), 0);
                Assert.Null((oneAfterAnother with { Memberships = [] }).Difference(hasty with { Memberships = [] }));
                Interlocked.Add(
                    ref _timers,
                    mixed.Memberships.Count(m => m.Data.Contains("\"reason\":\"timer\"", StringComparison.Ordinal))
                );
                Interlocked.Add(ref _capped, mixed.Decisions.Count(d => d.Data.Contains("\"capped\"", StringComparison.Ordinal)));
                Interlocked.Add(ref _events, c.People.Sum(p => p.Length));
                Interlocked.Increment(ref _runs);
            },
            iter: 60,
            threads: 1
        );
        output.WriteLine(
            FormattableString.Invariant(
                $"{_runs} cases, {_events} events, {_timers} transitions by timers, {_capped} decisions with a capped offer"
            )
        );
        Assert.InRange(_timers, _events / 50, int.MaxValue);
        Assert.InRange(_capped, _events / 50, int.MaxValue);
    }

    // Times ascend within a person and lie anywhere among others'.
    private static ShopEvent[] Events((int Gap, int Price)[] steps)
    {
        var second = 0.0;
        return [.. steps.Select(s => new ShopEvent { Second = second += s.Gap, Price = s.Price })];
    }

    private static ShopEvent Named(ShopEvent e, int person) =>
        e with
        {
            Person = FormattableString.Invariant($"p{person}"),
            Id = FormattableString.Invariant($"p{person}-{e.Second}-{e.Price}"),
        };

    private static List<ShopEvent> Mix(ShopEvent[][] people, int[] order)
    {
        var next = new int[People];
        var mixed = new List<ShopEvent>();
        foreach (var person in order.Concat(Enumerable.Range(0, People).SelectMany(p => Enumerable.Repeat(p, people[p].Length))))
        {
            if (next[person] < people[person].Length)
                mixed.Add(Named(people[person][next[person]++], person));
        }

        return mixed;
    }

    private DecisionRecords Run(IEnumerable<ShopEvent> events, long watermarkDelayMs)
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(
            log,
            _clock,
            configure: s => s with { BatchSize = 16, WatermarkDelayMs = watermarkDelayMs, MaxAheadMs = -1 }
        );
        rig.Produce(events);
        rig.RunToEnd(ShopRules.Set(rig, Rules));
        return DecisionRecords.Of(log, rig.Settings.Topics, 1);
    }
}
