using System.Buffers;
using System.Text;
using System.Text.Json;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Events.Scores;

namespace StreamScoring.Tests.Decisioning.Records;

/// <summary>A rule set with everything that records can name, and records of it.</summary>
internal static class RecordRig
{
    public const long TimeNs = 1_541_441_582_000_000_000;

    public static readonly RuleSetPlan Plan = RuleSetCompiler
        .Compile(
            """
            rules: shop
            version: 1
            segments:
              a: {when: 'score("luma-purchase") > 0.5 and score("luma-purchase").max(30 minutes) > 0.6', score: 'score("luma-purchase")'}
              b: {when: 'event.eventType = "x"'}
            offers:
              first:
                {status: approved, priority: 3, tags: [t], eligible: 'inSegment("a") and inSegment("b")', caps: [{counts: display, most: 1, every: week}],
                content: {any: {html: '<b>"now"</b>'}}}
              second: {name: "The \"second\"", status: approved, priority: 2, tags: [t], content: {any: {image: 'https://luma.example/a.jpg'}}}
              third: {status: approved, priority: 1, tags: [t]}
              last: {status: approved, priority: 0, content: {p: {json: {a: [1]}}, q: {text: hello}}}
            strategies:
              s: {collect: t, rank: priority, explore: {share: 0.1}}
              f: {collect: t, rank: {formula: 'offer.priority * 2'}}
            placements:
              p: {when: 'event.eventType = "x"', strategies: [s, f], fallback: last, items: 2}
              q: {when: 'event.eventType = "y"', strategies: [s], fallback: last}
            experiments:
              e: {layer: l, salt: e, placements: p, arms: [{name: one, weight: 50, strategies: s}, {name: two, weight: 50, strategies: f}]}
            layers: {l: {salt: l}}
            """,
            "shop.yaml",
            LumaRules.Context
        )
        .Require();

    public static readonly RecordLayout Layout = new("luma", "xdm.events", "sha256:aa", Plan);
    public static readonly DecisionTexts Texts = new(Plan);

    public static RecordHead Head =>
        new()
        {
            Identity = "ECID:7690\"dcc4"u8,
            EventId = "2DF0-\\49"u8,
            TimeNs = TimeNs,
            Position = new ScorePosition(3, 4711),
        };

    /// <summary>A decision with one offer of each strategy, or the fallback, or nothing.</summary>
    public static Decision Decide(Decision decision, DecisionReason reason)
    {
        decision.Begin(0);
        decision.Reason = reason;
        decision.ProfileOffset = reason == DecisionReason.Ranked ? 17 : -1;
        decision.InSegment(0);
        if (reason is DecisionReason.Holdout)
        {
            for (var offer = 0; offer < 3; offer++)
                decision.Lose(new Loser(offer, LoserReason.HeldOut));
            decision.Choose(new ChosenOffer(3, -1, double.NaN));
            return decision;
        }

        decision.Try(0);
        decision.Lose(new Loser(0, LoserReason.NotEligible, Texts.Of(Plan.Offers[0].Eligible!, 1)));
        if (reason is DecisionReason.None)
        {
            decision.Lose(new Loser(1, LoserReason.NoContent));
            decision.Lose(new Loser(2, LoserReason.DeDuplicated, 1));
            return decision;
        }

        decision.Try(1);
        (decision.TrafficType, decision.Propensity, decision.Experiment, decision.Arm) = (TrafficType.Random, 0.05, 0, 1);
        decision.Choose(new ChosenOffer(1, 0, 2));
        decision.Lose(new Loser(2, LoserReason.LostOnRank, 1));
        return decision;
    }

    public static JsonElement Decision(DecisionReason reason) => Decision(Decide(new Decision(), reason));

    public static JsonElement Decision(Decision decision)
    {
        var target = new ArrayBufferWriter<byte>();
        new DecisionJsonEncoder(Layout).Encode(target, Head, decision, [0.25, double.NaN], "sha256:bb"u8);
        return JsonDocument.Parse(target.WrittenMemory).RootElement;
    }

    public static JsonElement Membership(ChangeReason reason, double score = 0.25)
    {
        var target = new ArrayBufferWriter<byte>();
        new MembershipJsonEncoder(Layout).Encode(
            target,
            Head,
            reason,
            [
                new Membership(0, MembershipStatus.Realized, TimeNs, TimeNs + 1_800_000_000_001, score),
                new Membership(1, MembershipStatus.Exited, TimeNs, long.MaxValue, double.NaN),
            ],
            [new(0, MembershipStatus.None, MembershipStatus.Realized), new(1, MembershipStatus.Existing, MembershipStatus.Exited)]
        );
        return JsonDocument.Parse(target.WrittenMemory).RootElement;
    }

    public static string Utf8(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
