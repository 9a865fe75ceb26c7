using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;
using Xunit;

namespace StreamScoring.Tests.Decisioning.RuleSets;

public sealed class RuleSetDocumentTests
{
    private static readonly RuleSetDocument Sample = RuleSetDocument.Parse(LumaRules.Text, "luma.rules.yaml").Require();

    [Fact]
    public void The_sample_reads_as_it_is_written()
    {
        Assert.Equal("luma", Sample.Name);
        Assert.Equal((0.05, "luma-holdout"), (Sample.Holdout!.Share, Sample.Holdout.Salt));
        Assert.Equal(8, Sample.Segments.Count);
        Assert.Equal(7, Sample.Offers.Count);
        Assert.Equal(7, Sample.Placements.Count);
        var cart = Sample.Offers.Single(o => o.Id == "cart-10-off");
        Assert.Equal(OfferStatus.Approved, cart.Status);
        Assert.Equal((90, 600_000_000_000L), (cart.Priority, cart.HoldNs));
        Assert.Equal((1_541_030_400_000_000_000L, 1_546_300_800_000_000_000L), (cart.FromNs, cart.UntilNs));
        var cap = Assert.Single(cart.Caps);
        Assert.Equal((CapCounts.Display, 1L, true, CapPeriod.Week, 0L), (cap.Counts, cap.Most, cap.PerProfile, cap.Period, cap.RollingNs));
        Assert.Equal(("discount", (object)10L), (cart.Attributes[0].Name, cart.Attributes[0].Value.Value));
        var pickup = Sample.Offers.Single(o => o.Id == "store-pickup");
        Assert.Equal("{\"action\":\"reserve\",\"card\":\"pickup\"}", pickup.ContentFor("app-store-nearby")!.Text);
        Assert.Equal(ContentKind.Html, pickup.ContentFor("web-home-hero")!.Kind);
        Assert.Equal(0.1, Sample.Strategies.Single(s => s.Id == "general").ExploreShare);
        Assert.Equal(2, Sample.Placements.Single(p => p.Id == "app-home-card").Items);
    }

    [Fact]
    public void Writing_a_rule_set_and_reading_it_back_loses_nothing()
    {
        var yaml = RuleSetDocument.Parse(Sample.ToYaml(), "again.yaml").Require();
        var json = RuleSetDocument.Parse(Sample.ToJson(), "again.json").Require();
        Assert.Equal(Sample.Canonical, yaml.Canonical);
        Assert.Equal(Sample.Canonical, json.Canonical);
        Assert.Equal(Sample.ContentHash, yaml.ContentHash);
        Assert.Equal(Sample.ToYaml(), yaml.ToYaml());
    }

    [Fact]
    public void The_content_hash_is_that_of_the_meaning_of_the_document()
    {
        var same = RuleSetDocument.Parse("{\"version\":1,\"rules\":\"a\",\"layers\":{\"x\":{\"salt\":\"s\"}}}", "a.json").Require();
        var yaml = RuleSetDocument.Parse("# a remark\nrules: a\nlayers:\n  x: {salt: s}\nversion: 1\n", "a.yaml").Require();
        var other = RuleSetDocument.Parse("rules: a\nlayers:\n  x: {salt: t}\nversion: 1\n", "a.yaml").Require();
        Assert.Equal(same.ContentHash, yaml.ContentHash);
        Assert.NotEqual(same.ContentHash, other.ContentHash);
    }

    [Theory]
    [InlineData(
        "segments: {a: {wen: 'true'}}",
        "$.segments.a: 'when' is missing",
        "$.segments.a.wen: the key 'wen' is not known here; did you mean 'when'?"
    )]
    [InlineData("segments: {a: {when: 'event.eventType = = 3'}}", "$.segments.a.when: expression 1:19:")]
    [InlineData("segments: {'a b': {when: 'true'}}", "'a b' is no name for a segment")]
    [InlineData("segments: {a: 'true'}", "$.segments.a: expected a map of keys to values, found text")]
    [InlineData("segements: {}", "the key 'segements' is not known here; did you mean 'segments'?")]
    [InlineData("holdout: {share: 5, salt: s}", "$.holdout.share: expected a share from 0 to 1")]
    [InlineData("holdout: {share: 0.5}", "$.holdout: 'salt' is missing")]
    [InlineData("tables: {t: {file: a.jsonl}}", "$.tables.t: 'key' is missing")]
    [InlineData("tables: {t: {key: a}}", "needs either 'file'")]
    [InlineData("tables: {t: {file: a, key: k, fields: {p: float}}}", "$.tables.t.fields.p: 'float' is not one of bool, int64, float64")]
    [InlineData(
        "offers: {a: {status: aproved, priority: 1}}",
        "'aproved' is not one of draft, approved, archived; did you mean 'approved'?"
    )]
    [InlineData("offers: {a: {status: draft, priority: 1.5}}", "$.offers.a.priority: expected an integer")]
    [InlineData(
        "offers: {a: {status: draft, priority: 1, from: 2018-12-01, until: 2018-11-01}}",
        "$.offers.a.until: 'until' is not after 'from'"
    )]
    [InlineData("offers: {a: {status: draft, priority: 1, from: 1.12.2018}}", "$.offers.a.from: expected a day such as 2018-11-01")]
    [InlineData("offers: {a: {status: draft, priority: 1, hold: 10 minuts}}", "$.offers.a.hold: expected a length of time")]
    [InlineData("offers: {a: {status: draft, priority: 1, tags: [x, x]}}", "tag 'x' stands here twice")]
    [InlineData(
        "offers: {a: {status: draft, priority: 1, content: {any: {html: a, text: b}}}}",
        "expected one of html, json, image, text, found several"
    )]
    [InlineData("offers: {a: {status: draft, priority: 1, content: {any: {htm: a}}}}", "found none", "did you mean 'html'?")]
    [InlineData(
        "offers: {a: {status: draft, priority: 1, attributes: {x: [1]}}}",
        "$.offers.a.attributes.x: expected text, a number, true or false, found a list"
    )]
    [InlineData(
        "offers: {a: {status: draft, priority: 1, caps: [{counts: display, most: 0}]}}",
        "$.offers.a.caps[0].most: expected an integer of at least 1"
    )]
    [InlineData("offers: {a: {status: draft, priority: 1, caps: [{counts: display, most: 1, every: day, rolling: 1h}]}}", "not both")]
    [InlineData("offers: {a: {status: draft, priority: 1, caps: [{counts: displays, most: 1}]}}", "did you mean 'display'?")]
    [InlineData("strategies: {s: {collect: [], rank: priority}}", "$.strategies.s.collect: expected at least one name of a tag")]
    [InlineData(
        "strategies: {s: {collect: a, rank: best}}",
        "$.strategies.s.rank: expected priority, {formula: expression} or {score: {service, output}}"
    )]
    [InlineData("strategies: {s: {collect: a, rank: {formula: '1', score: {service: x}}}}", "$.strategies.s.rank: expected priority")]
    [InlineData(
        "strategies: {s: {collect: a, rank: priority, explore: {share: -1}}}",
        "$.strategies.s.explore.share: expected a share from 0 to 1"
    )]
    [InlineData(
        "placements: {p: {when: 'true', items: 0, strategies: s}}",
        "$.placements.p.items: expected an integer from 1 to 100, found 0"
    )]
    [InlineData(
        "experiments: {e: {salt: s, placements: p, arms: [{name: a, weight: 1, strategies: s}]}}",
        "$.experiments.e.arms: an experiment has 2 to 100 arms"
    )]
    [InlineData(
        "experiments: {e: {salt: s, placements: p, range: [0.5, 0.5], arms: []}}",
        "$.experiments.e.range: expected a range of people"
    )]
    [InlineData(
        "experiments: {e: {salt: s, placements: p, arms: [{name: a, weight: 1, strategies: s}, {name: a, weight: -1, strategies: s}]}}",
        "two arms have the name 'a'",
        "weight: expected an integer from 0"
    )]
    [InlineData("layers: {l: {}}", "$.layers.l: 'salt' is missing")]
    public void What_is_wrong_is_said_with_its_place(string lines, params string[] messages)
    {
        var outcome = RuleSetDocument.Parse($"rules: a\nversion: 1\n{lines}\n", "a.yaml");
        Assert.Null(outcome.Value);
        Assert.All(messages, m => Assert.Contains(outcome.Errors, e => e.ToString().Contains(m, StringComparison.Ordinal)));
        Assert.All(outcome.Errors, e => Assert.True(e.Position.Line >= 1, e.ToString()));
    }

    [Fact]
    public void All_errors_come_at_once_in_the_order_of_the_document()
    {
        var outcome = RuleSetDocument.Parse(
            "rules: 'a b'\nversion: 2\nsegments:\n  x: {when: 'a ='}\n  y: {score: '1'}\noffers:\n  o: {status: on, priority: high}\nother: 1\n",
            "a.yaml"
        );
        Assert.Equal([1, 2, 4, 5, 7, 7, 8], outcome.Errors.Select(e => e.Position.Line));
        Assert.All(outcome.Errors, e => Assert.Equal(DocumentSeverity.Error, e.Severity));
    }
}
