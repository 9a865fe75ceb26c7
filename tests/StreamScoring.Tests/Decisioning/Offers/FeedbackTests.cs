using Xunit;

namespace StreamScoring.Tests.Decisioning.Offers;

/// <summary>What applications report moves the counts of what they were given.</summary>
public sealed class FeedbackTests
{
    private const string Display = "decisioning.propositionDisplay";
    private const string Interact = "decisioning.propositionInteract";
    private const long NowNs = 1_541_441_582 * OfferRig.SecondNs;

    private const string Rules = """
        rules: shop
        version: 1
        offers:
          a: {status: approved, priority: 3, tags: t, caps: [{counts: display, most: 2, every: week}]}
          b: {status: approved, priority: 2, tags: t, caps: [{counts: interact, most: 1, per: all}]}
          c: {status: approved, priority: 1, tags: t}
          z: {status: approved, priority: 0}
        strategies: {s: {collect: t, rank: priority}}
        placements: {p: {when: 'event.eventType = "page"', strategies: [s], fallback: z}}
        """;

    private readonly OfferRig _rig = new(Rules);

    [Fact]
    public void Displays_count_by_the_proposition_and_only_what_the_cap_counts()
    {
        var first = Id("e1");
        _rig.Report(Interact, NowNs, first);
        _rig.Report("decisioning.propositionDismiss", NowNs, first);
        _rig.Report(Display, NowNs, "0123", new string('0', 32));
        _rig.Report(Display, NowNs, first, first);
        Assert.StartsWith("ranked a;", Say("e2"), StringComparison.Ordinal);
        _rig.Report(Display, NowNs, first);
        Assert.Equal("ranked b; a capped [2 display per profile every week], c lost-on-rank [b]", Say("e3"));
        Assert.StartsWith("ranked a;", Say("e4", 8), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cap_on_all_counts_what_anybody_does()
    {
        var first = Id("e1");
        _rig.Report(Display, NowNs, first, first);
        _rig.Report(Display, NowNs, first);
        var second = Id("e2");
        _rig.ReportOf("ECID:2", Interact, NowNs, second);
        Assert.StartsWith("ranked b;", Say("e3"), StringComparison.Ordinal);
        _rig.Report(Interact, NowNs, second);
        Assert.Equal("ranked c; a capped [2 display per profile every week], b capped [1 interact per all]", Say("e4"));
        var other = OfferRig.Say(_rig.Decide(new OfferEvent("e5", NowNs) { Identity = "ECID:2" }).Single());
        Assert.Equal("ranked a; b capped [1 interact per all], c lost-on-rank [a]", other);
    }

    [Fact]
    public void Only_the_newest_propositions_are_known_and_memory_is_bounded()
    {
        var first = Id("e1");
        var ids = Enumerable.Range(2, 40).Select(i => Id($"e{i}")).ToList();
        _rig.Report(Display, NowNs, first);
        _rig.Report(Display, NowNs, first);
        Assert.StartsWith("ranked a;", Say("f1"), StringComparison.Ordinal);
        _rig.Report(Display, NowNs, ids[^1], ids[^2]);
        Assert.StartsWith("ranked b;", Say("f2"), StringComparison.Ordinal);
        var bytes = 0;
        _rig.State.VisitAll((_, value) => bytes = value.Length);
        Assert.InRange(bytes, 1, 1_024);
    }

    private string Id(string eventId) => OfferRig.PropositionOf(_rig.Decide(new OfferEvent(eventId, NowNs)).Single());

    private string Say(string eventId, int days = 0) => _rig.One(new OfferEvent(eventId, NowNs + (days * OfferRig.DayNs)));
}
