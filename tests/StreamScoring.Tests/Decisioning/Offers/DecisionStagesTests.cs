using Xunit;

namespace StreamScoring.Tests.Decisioning.Offers;

/// <summary>Each stage takes out what it should, and says why.</summary>
public sealed class DecisionStagesTests
{
    private const string Head = """
        rules: shop
        version: 1
        segments:
          vip: {when: 'event.eventType = "vip"'}
          new: {when: 'event.eventType = "new"'}

        """;

    private const string Page = """
        placements:
          p: {when: 'event.eventType = "page"', strategies: [s], fallback: z}
        """;

    private static readonly OfferEvent s_event = new("e1", 1_541_441_582 * OfferRig.SecondNs);

    [Fact]
    public void Every_loser_has_its_own_reason_and_the_funnel_adds_up()
    {
        var rig = new OfferRig(
            Head
                + """
                offers:
                  draft: {status: draft, priority: 99, tags: t}
                  gone: {status: archived, priority: 98, tags: t}
                  early: {status: approved, priority: 97, tags: t, from: 2018-12-01}
                  late: {status: approved, priority: 96, tags: t, until: 2018-11-01}
                  elsewhere: {status: approved, priority: 95, tags: t, content: {q: {text: x}}}
                  vips: {status: approved, priority: 94, tags: t, eligible: 'event.eventType = "page" and inSegment("vip")'}
                  spent: {status: approved, priority: 93, tags: t, budget: 0}
                  sold: {status: approved, priority: 92, tags: t, stock: 0}
                  capped: {status: approved, priority: 91, tags: t, caps: [{counts: decision, most: 1}]}
                  second: {status: approved, priority: 1, tags: t}
                  first: {status: approved, priority: 2, tags: t}
                  z: {status: approved, priority: 0}
                strategies: {s: {collect: t, rank: priority}}
                placements:
                  p: {when: 'event.eventType = "page"', strategies: [s], fallback: z}
                  q: {when: 'event.eventType = "q"', strategies: [s]}
                """
        );
        Assert.StartsWith("ranked capped; ", rig.One(new OfferEvent("e0", 1_541_441_582 * OfferRig.SecondNs)), StringComparison.Ordinal);
        var record = rig.Decide(s_event).Single();
        Assert.Equal(
            "ranked first; draft not-approved, gone not-approved, early not-in-date, late not-in-date, elsewhere no-content, "
                + "vips not-eligible [inSegment(\"vip\")], spent over-budget, sold out-of-stock, capped capped [1 decision per profile], second lost-on-rank [first]",
            OfferRig.Say(record)
        );
        Assert.Equal([11, 7, 7, 5, 4, 2, 2, 1], OfferRig.Funnel(record));
    }

    [Fact]
    public void A_strategy_has_its_say_and_any_of_several_is_enough()
    {
        var rig = new OfferRig(
            Head
                + """
                offers:
                  a: {status: approved, priority: 1, tags: [t, u]}
                  b: {status: approved, priority: 2, tags: t}
                  z: {status: approved, priority: 0}
                strategies:
                  s: {collect: t, eligible: 'inSegment("vip")', rank: priority}
                  o: {collect: u, eligible: 'offer.priority < 2', rank: priority}
                placements:
                  p: {when: 'event.eventType = "page"', strategies: [s, o], fallback: z}
                """
        );
        Assert.Equal("ranked a; b not-eligible [inSegment(\"vip\")]", rig.One(s_event));
        Assert.Equal("ranked b; a lost-on-rank [b]", rig.One(s_event with { In = ["vip"] }));
    }

    [Fact]
    public void A_fallback_stands_in_while_it_is_eligible_and_never_loses_to_caps()
    {
        var rig = new OfferRig(
            Head
                + """
                offers:
                  a: {status: approved, priority: 1, tags: t, eligible: 'inSegment("vip")'}
                  z: {status: approved, priority: 0, eligible: 'not inSegment("new")', caps: [{counts: decision, most: 1}]}
                strategies: {s: {collect: t, rank: priority}}

                """
                + Page
        );
        Assert.Equal("fallback z; a not-eligible [inSegment(\"vip\")]", rig.One(s_event));
        Assert.Equal("fallback z; a not-eligible [inSegment(\"vip\")]", rig.One(s_event with { Id = "e2" }));
        Assert.Equal("none ; a not-eligible [inSegment(\"vip\")]", rig.One(s_event with { In = ["new"] }));
        Assert.Empty(rig.Decide(s_event with { Json = """{"eventType":"other"}""" }));
    }

    [Fact]
    public void Who_refuses_or_is_held_out_gets_the_fallback_and_dates_come_first()
    {
        const string Offers = """
            offers:
              a: {status: approved, priority: 1, tags: t}
              late: {status: approved, priority: 1, tags: t, until: 2018-11-01}
              z: {status: approved, priority: 0}
            strategies: {s: {collect: t, rank: priority}}

            """;
        var consent = new OfferRig(Head + Offers + Page);
        var refused = s_event with { Profile = """{"consents":{"personalize":{"content":{"val":"n"}}}}""" };
        var record = consent.Decide(refused).Single();
        Assert.Equal("consent z; a consent, late not-in-date", OfferRig.Say(record));
        Assert.Equal([2, 1, 0, 0, 0, 0, 0, 0], OfferRig.Funnel(record));
        Assert.Equal(
            "ranked a; late not-in-date",
            consent.One(s_event with { Profile = """{"consents":{"personalize":{"content":{"val":"y"}}}}""" })
        );
        var held = new OfferRig("holdout: {share: 1, salt: x}\n" + Head + Offers + Page);
        Assert.Equal("holdout z; a held-out, late not-in-date", held.One(s_event));
        Assert.Equal("holdout z; a held-out, late not-in-date", held.One(refused));
    }

    [Fact]
    public void Who_refuses_to_be_remembered_leaves_no_state()
    {
        var rig = new OfferRig(
            Head
                + """
                offers:
                  a: {status: approved, priority: 1, tags: t, hold: 1 day, caps: [{counts: decision, most: 1}, {counts: display, most: 1}]}
                  z: {status: approved, priority: 0}
                strategies: {s: {collect: t, rank: priority}}

                """
                + Page
        );
        var refused = s_event with { Profile = """{"consents":{"collect":{"val":"n"}}}""" };
        Assert.Equal("ranked a; ", rig.One(refused));
        Assert.Equal("ranked a; ", rig.One(refused with { Id = "e2" }));
        rig.State.Commit();
        Assert.Equal(0, rig.State.Keys);
        Assert.Equal("ranked a; ", rig.One(s_event));
        Assert.Equal("fallback z; a capped [1 decision per profile]", rig.One(s_event with { Id = "e2" }));
    }

    [Fact]
    public void Ranks_are_by_priority_formula_or_score_with_nothing_last_and_ids_in_the_end()
    {
        string Rules(string rank, string extra = "") =>
            Head
            + $$$"""
                offers:
                  b: {status: approved, priority: 1, tags: t, attributes: {worth: 5}}
                  a: {status: approved, priority: 1, tags: t, attributes: {worth: 5}}
                  cart-10-off: {status: approved, priority: 0, tags: t, attributes: {worth: 7}}
                  bestsellers: {status: approved, priority: 3, tags: t}
                  z: {status: approved, priority: 0}
                strategies: {s: {collect: t, rank: {{{rank}}} }}
                placements:
                  p: {when: 'event.eventType = "page"', items: 4, strategies: [s], fallback: z}
                {{{extra}}}
                """;
        Assert.Equal("ranked bestsellers+a+b+cart-10-off; ", new OfferRig(Rules("priority")).One(s_event));
        Assert.Equal("ranked cart-10-off+a+b+bestsellers; ", new OfferRig(Rules("{formula: 'offer.attributes.worth * 2'}")).One(s_event));
        var scored = new OfferRig(Rules("{score: {service: offer-appeal}}"));
        Assert.Equal(2, scored.Plan.Needs.Scores.Count);
        var first = scored.Plan.Needs.Scores[0].Output == "cart-10-off";
        Assert.Equal("ranked cart-10-off+bestsellers+a+b; ", scored.One(s_event with { Scores = first ? [0.9, 0.5] : [0.5, 0.9] }));
        Assert.Equal(
            "ranked cart-10-off+bestsellers+a+b; ",
            scored.One(s_event with { Scores = first ? [0.1, double.NaN] : [double.NaN, 0.1] })
        );
    }

    [Fact]
    public void Placements_of_one_group_never_show_the_same_on_one_event()
    {
        var rig = new OfferRig(
            Head
                + """
                offers:
                  a: {status: approved, priority: 2, tags: t}
                  b: {status: approved, priority: 1, tags: t}
                  z: {status: approved, priority: 0}
                strategies: {s: {collect: t, rank: priority}}
                placements:
                  p: {when: 'event.eventType = "page"', distinct: g, strategies: [s], fallback: z}
                  q: {when: 'event.eventType = "page"', distinct: g, strategies: [s], fallback: z}
                  r: {when: 'event.eventType = "page"', distinct: g, strategies: [s], fallback: z}
                  v: {when: 'event.eventType = "page"', distinct: g, strategies: [s], fallback: z}
                  w: {when: 'event.eventType = "page"', strategies: [s], fallback: z}
                """
        );
        string[] wanted =
        [
            "ranked a; b lost-on-rank [a]",
            "ranked b; a de-duplicated [p]",
            "fallback z; a de-duplicated [p], b de-duplicated [q]",
            "none ; a de-duplicated [p], b de-duplicated [q]",
            "ranked a; b lost-on-rank [a]",
        ];
        Assert.Equal(wanted, rig.Decide(s_event).Select(OfferRig.Say));
        Assert.Equal(wanted, rig.Decide(s_event with { Id = "e2" }).Select(OfferRig.Say));
    }

    [Fact]
    public void What_is_held_stays_until_its_time_is_up_or_it_is_no_candidate()
    {
        var rig = new OfferRig(
            Head
                + """
                offers:
                  a: {status: approved, priority: 1, tags: t, hold: 10 seconds, eligible: 'not inSegment("new")'}
                  b: {status: approved, priority: 2, tags: t, eligible: 'inSegment("vip")'}
                  z: {status: approved, priority: 0}
                strategies: {s: {collect: t, rank: priority}}

                """
                + Page
        );
        OfferEvent At(long second, params string[] segments) =>
            s_event with
            {
                NowNs = s_event.NowNs + (second * OfferRig.SecondNs),
                Id = $"e{second}",
                In = segments,
            };
        Assert.Equal("ranked a; b not-eligible [inSegment(\"vip\")]", rig.One(At(0)));
        Assert.Equal("held a; b lost-on-rank [a]", rig.One(At(10, "vip")));
        Assert.Equal("ranked b; a lost-on-rank [b]", rig.One(At(11, "vip")));
        Assert.Equal("ranked a; b not-eligible [inSegment(\"vip\")]", rig.One(At(12)));
        Assert.Equal("ranked b; a not-eligible [not inSegment(\"new\")]", rig.One(At(13, "new", "vip")));
        Assert.Equal("ranked b; a lost-on-rank [b]", rig.One(At(14, "vip")));
    }
}
