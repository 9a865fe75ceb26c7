using System.Buffers;
using StreamScoring.Decisioning.Records;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Records;

public sealed class RecordEncoderTests
{
    [Fact]
    public void A_membership_record_says_who_is_in_what_and_why()
    {
        var record = RecordRig.Membership(ChangeReason.Event);
        Assert.Equal("streamscoring.membership.v1", record.GetProperty("type").GetString());
        Assert.Equal("luma:2DF0-\\49/memberships", record.GetProperty("id").GetString());
        Assert.Equal("ECID:7690\"dcc4", record.GetProperty("subject").GetString());
        Assert.Equal("4711", record.GetProperty("sourceoffset").GetString());
        var data = record.GetProperty("data");
        Assert.Equal("7690\"dcc4", data.GetProperty("identityMap").GetProperty("ECID")[0].GetProperty("id").GetString());
        var a = data.GetProperty("segmentMembership").GetProperty("streamscoring").GetProperty("a");
        Assert.Equal(
            "{\"status\":\"realized\",\"lastQualificationTime\":\"2018-11-05T18:13:02Z\",\"validUntil\":\"2018-11-05T18:43:02.000000001Z\",\"payload\":{\"payloadType\":\"propensity\",\"payloadPropensityValue\":0.25}}",
            a.GetRawText()
        );
        Assert.Equal(
            "{\"segment\":\"a\",\"from\":\"none\",\"to\":\"realized\",\"reason\":\"event\",\"cause\":\"2DF0-\\\\49\"}",
            data.GetProperty("_streamscoring").GetProperty("membership").GetProperty("changed")[0].GetRawText()
        );
    }

    [Theory]
    [InlineData(0.0, "{\"payloadType\":\"number\",\"payloadNumberValue\":0}")]
    [InlineData(-1.5, "{\"payloadType\":\"number\",\"payloadNumberValue\":-1.5}")]
    [InlineData(1.0, "{\"payloadType\":\"propensity\",\"payloadPropensityValue\":1}")]
    [InlineData(1.25, "{\"payloadType\":\"number\",\"payloadNumberValue\":1.25}")]
    public void A_score_that_is_no_propensity_goes_out_as_a_number(double score, string payload) =>
        Assert.Equal(
            payload,
            RecordRig
                .Membership(ChangeReason.Event, score)
                .GetProperty("data")
                .GetProperty("segmentMembership")
                .GetProperty("streamscoring")
                .GetProperty("a")
                .GetProperty("payload")
                .GetRawText()
        );

    [Fact]
    public void The_id_of_a_timers_record_is_a_function_of_person_and_moment()
    {
        Assert.Equal("luma:ECID:7690\"dcc4/2018-11-05T18:13:02Z", RecordRig.Membership(ChangeReason.Timer).GetProperty("id").GetString());
        Assert.Equal(
            $"luma:ECID:7690\"dcc4/{RecordRig.Plan.Hash}",
            RecordRig.Membership(ChangeReason.DefinitionChanged).GetProperty("id").GetString()
        );
        Assert.Throws<ArgumentException>(() =>
            new MembershipJsonEncoder(RecordRig.Layout).Encode(
                new ArrayBufferWriter<byte>(),
                new RecordHead { Identity = "a:b"u8 },
                ChangeReason.Event,
                [],
                []
            )
        );
    }

    [Fact]
    public void A_decision_record_says_what_is_shown_and_why_nothing_else()
    {
        var record = RecordRig.Decision(DecisionReason.Ranked);
        Assert.Equal("luma:2DF0-\\49/p", record.GetProperty("id").GetString());
        var data = record.GetProperty("data");
        var id = PropositionId.Of("2DF0-\\49", "p", RecordRig.Plan.Hash);
        Assert.Equal(id, data.GetProperty("_id").GetString());
        var proposition = data.GetProperty("_experience").GetProperty("decisioning").GetProperty("propositions")[0];
        var item = Assert.Single(proposition.GetProperty("items").EnumerateArray());
        Assert.Equal(
            ("second", "The \"second\"", 2),
            (item.GetProperty("id").GetString(), item.GetProperty("name").GetString(), item.GetProperty("score").GetInt32())
        );
        Assert.Equal("https://luma.example/a.jpg", item.GetProperty("optionContent").GetProperty("deliveryURL").GetString());
        Assert.Equal(
            ["decisionPolicy", "eligibility", "capping", "ranking", "eligibility", "capping", "ranking"],
            proposition
                .GetProperty("scopeDetails")
                .GetProperty("strategies")
                .EnumerateArray()
                .Select(s => s.GetProperty("step").GetString())
        );
        Assert.Equal("two", proposition.GetProperty("scopeDetails").GetProperty("strategies")[0].GetProperty("treatmentID").GetString());
        var own = data.GetProperty("_streamscoring").GetProperty("decision");
        Assert.Equal(
            "[{\"offer\":\"first\",\"reason\":\"not-eligible\",\"by\":\"inSegment(\\\"b\\\")\"},{\"offer\":\"third\",\"reason\":\"lost-on-rank\",\"by\":\"second\"}]",
            own.GetProperty("losers").GetRawText()
        );
        Assert.Equal(
            "{\"collected\":3,\"inDate\":3,\"consented\":3,\"eligible\":2,\"uncapped\":2,\"inStock\":2,\"ranked\":2,\"chosen\":1}",
            own.GetProperty("funnel").GetRawText()
        );
        Assert.Equal("{\"luma-purchase\":{\"probability\":0.25,\"probability.max.1800s\":null}}", own.GetProperty("scores").GetRawText());
        Assert.Equal(("17", 0.05), (own.GetProperty("profileOffset").GetString(), own.GetProperty("propensity").GetDouble()));
    }

    [Theory]
    [InlineData(
        DecisionReason.Holdout,
        "{\"collected\":3,\"inDate\":3,\"consented\":0,\"eligible\":0,\"uncapped\":0,\"inStock\":0,\"ranked\":0,\"chosen\":0}"
    )]
    [InlineData(
        DecisionReason.None,
        "{\"collected\":3,\"inDate\":3,\"consented\":3,\"eligible\":1,\"uncapped\":1,\"inStock\":1,\"ranked\":0,\"chosen\":0}"
    )]
    public void The_funnel_adds_up_without_a_winner(DecisionReason reason, string funnel)
    {
        var data = RecordRig.Decision(reason).GetProperty("data");
        Assert.Equal(funnel, data.GetProperty("_streamscoring").GetProperty("decision").GetProperty("funnel").GetRawText());
        var proposition = data.GetProperty("_experience").GetProperty("decisioning").GetProperty("propositions")[0];
        Assert.Equal(reason == DecisionReason.Holdout, proposition.TryGetProperty("items", out _));
    }

    [Fact]
    public void Every_reason_drops_out_at_one_step_and_in_order()
    {
        var steps = Enum.GetValues<LoserReason>().Select(LoserReasons.StepOf).ToList();
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(Enum.GetValues<DecisionStep>().Skip(1), steps.Distinct());
    }

    [Fact]
    public void A_proposition_id_depends_on_all_it_is_made_of()
    {
        string[] ids =
        [
            PropositionId.Of("e", "p", "h"),
            PropositionId.Of("f", "p", "h"),
            PropositionId.Of("e", "q", "h"),
            PropositionId.Of("e", "p", "i"),
            PropositionId.Of("ep", "", "h"),
            PropositionId.Of(new string('e', 5000), "p", "h"),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
        Assert.Equal(ids[0], PropositionId.Of("e", "p", "h"));
    }

    [Fact]
    public void Encoding_allocates_nothing()
    {
        var (memberships, decisions, target) = (
            new MembershipJsonEncoder(RecordRig.Layout),
            new DecisionJsonEncoder(RecordRig.Layout),
            new ArrayBufferWriter<byte>(1 << 16)
        );
        var decision = new Decision();
        Membership[] states =
        [
            new(0, MembershipStatus.Realized, RecordRig.TimeNs, RecordRig.TimeNs + 1, 0.3),
            new(1, MembershipStatus.Existing, 0, long.MaxValue, double.NaN),
        ];
        MembershipChange[] changes = [new(0, MembershipStatus.None, MembershipStatus.Realized)];
        double[] scores = [0.3, 0.4];
        var allocated = SteadyAllocation.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                target.ResetWrittenCount();
                memberships.Encode(target, RecordRig.Head, (ChangeReason)(i % 3), states, changes);
                decisions.Encode(
                    target,
                    RecordRig.Head,
                    RecordRig.Decide(decision, i % 2 == 0 ? DecisionReason.Ranked : DecisionReason.Holdout),
                    scores,
                    "sha256:bb"u8
                );
            }
        });
        Assert.Equal(0, allocated);
    }
}
