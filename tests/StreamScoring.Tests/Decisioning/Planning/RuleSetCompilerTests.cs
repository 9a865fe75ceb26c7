using StreamScoring.Decisioning.Planning;
using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Planning;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Planning;

public sealed class RuleSetCompilerTests
{
    private const long HourNs = 3_600_000_000_000;

    private const string Offer = "offers: {o: {status: approved, priority: 1, tags: [x], attributes: {margin: 3}}}\n";
    private const string Placement =
        "strategies: {s: {collect: x, rank: priority}}\nplacements: {p: {when: 'event.eventType = \"a\"', strategies: s}}\n";

    [Fact]
    public void The_sample_plans_without_errors_or_warnings() =>
        Assert.Empty(RuleSetCompiler.Compile(LumaRules.Text, "luma.rules.yaml", LumaRules.Context).Problems);

    [Fact]
    public void A_segment_stands_after_those_it_depends_on()
    {
        var ids = LumaRules.Plan.Segments.Select(s => s.Rule.Id).ToList();
        Assert.Equal(
            [
                "bought-last-24h",
                "ready-to-buy",
                "persuadable",
                "cart-abandoner",
                "browsing-no-cart",
                "loyal",
                "email-launch",
                "internal-traffic",
            ],
            ids
        );
        Assert.Equal([0], LumaRules.Plan.Segments[1].DependsOn);
        Assert.All(LumaRules.Plan.Segments, (s, i) => Assert.All(s.DependsOn, d => Assert.True(d < i)));
    }

    [Fact]
    public void Only_what_rules_read_is_asked_for()
    {
        var needs = LumaRules.Plan.Needs;
        Assert.Equal(
            [
                ("_experience.decisioning.propositions.id", "_experience.decisioning.propositions[*].id", ColumnType.Text, 0L),
                ("eventType", "eventType", ColumnType.Text, 365 * 24 * HourNs),
                ("marketing.trackingCode", "marketing.trackingCode", ColumnType.Text, 7 * 24 * HourNs),
                ("timestamp", "timestamp", ColumnType.Timestamp, 365 * 24 * HourNs),
                ("web.webPageDetails.URL", "web.webPageDetails.URL", ColumnType.Text, 24 * HourNs),
                ("web.webPageDetails.name", "web.webPageDetails.name", ColumnType.Text, 0L),
            ],
            needs.EventFields.Select(f => (f.Path, f.Field.Path.Text, f.Field.Shape.Type, f.WindowNs))
        );
        Assert.Equal(365 * 24 * HourNs, needs.HistoryNs);
        Assert.Equal([new ScoreNeed("luma-purchase", "probability", ScoreWindow.Max, HourNs / 2)], needs.Scores);
        Assert.Equal(["consents.collect.val", "consents.personalize.content.val", "loyalty.tier"], needs.ProfileFields);
        Assert.All(LumaRules.Plan.Expressions, e => Assert.All(e.ScoreSlots, s => Assert.Equal(0, s)));
    }

    [Fact]
    public void A_field_in_an_array_becomes_a_list()
    {
        var plan = Compile(
                "segments: {a: {when: 'event.productListItems.exists(priceTotal > 3)'}, b: {when: 'event.productListItems.quantity.sum() > 1'}}"
            )
            .Require();
        Assert.Equal(
            ["productListItems[*].priceTotal list<float64>", "productListItems[*].quantity list<float64>"],
            plan.Needs.EventFields.Select(f => $"{f.Field.Path} {f.Field.Shape}")
        );
    }

    [Fact]
    public void Costs_are_shown_by_class()
    {
        var costs = LumaRules.Plan.Costs.ToDictionary(c => c.Path);
        Assert.Equal(CostClass.Event, costs["$.segments.ready-to-buy.when"].Class);
        Assert.Equal(
            (CostClass.History, 365 * 24 * HourNs),
            (costs["$.segments.loyal.when"].Class, costs["$.segments.loyal.when"].HistoryNs)
        );
        Assert.Equal(CostClass.History, costs["$.segments.cart-abandoner.when"].Class);
        Assert.Equal(0, costs["$.placements.cart-banner.when"].HistoryNs);
    }

    [Fact]
    public void The_hash_of_a_segment_is_that_of_its_meaning()
    {
        string Hash(string segments, string id) => Compile($"segments: {segments}").Require().Segments.Single(s => s.Rule.Id == id).Hash;
        var hash = Hash("{a: {when: 'event.eventType = \"x\"'}, b: {when: 'inSegment(\"a\") and score(\"luma-purchase\") > 0.5'}}", "b");
        Assert.Equal(
            hash,
            Hash("{b: {name: B, when: 'inSegment(\"c\")   and score(\"luma-purchase\") > 0.5'}, c: {when: 'event.eventType=\"x\"'}}", "b")
        );
        Assert.NotEqual(
            hash,
            Hash("{a: {when: 'event.eventType = \"y\"'}, b: {when: 'inSegment(\"a\") and score(\"luma-purchase\") > 0.5'}}", "b")
        );
        Assert.NotEqual(
            hash,
            Hash("{a: {when: 'event.eventType = \"x\"'}, b: {when: 'inSegment(\"a\") and score(\"luma-purchase\") > 0.6'}}", "b")
        );
    }

    [Fact]
    public void A_new_meaning_of_a_segment_is_a_new_meaning_of_those_that_ask_for_it_anywhere()
    {
        string Hash(string type) =>
            Compile($"segments: {{a: {{when: 'event.eventType = \"{type}\"'}}, b: {{when: 'if(inSegment(\"a\"), 1, 0) > 0'}}}}")
                .Require()
                .Segments[1]
                .Hash;
        Assert.NotEqual(Hash("x"), Hash("y"));
    }

    [Fact]
    public void Segments_that_depend_on_one_another_very_deep_are_refused()
    {
        static string Chain(int length) =>
            "segments:\n"
            + string.Concat(Enumerable.Range(0, length).Select(i => $"  s{i}: {{when: 'inSegment(\"s{i + 1}\")'}}\n"))
            + $"  s{length}: {{when: 'event.eventType = \"x\"'}}";
        Assert.Empty(Compile(Chain(90)).Errors);
        Assert.Contains("more than 100 deep", Compile(Chain(15_000)).Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_segments_plan()
    {
        var segments = Enumerable
            .Range(0, 10_000)
            .Select(i =>
                $"  s{i}: {{when: 'event.placeContext.geo.countryCode = \"C{i % 200}\" and score(\"luma-purchase\") > 0.{i + 10_000}'}}\n"
            );
        var plan = Compile("segments:\n" + string.Concat(segments)).Require();
        Assert.Equal(10_000, plan.Segments.Count);
        Assert.Equal(10_000, plan.Segments.Select(s => s.Hash).Distinct().Count());
    }

    [Theory]
    [InlineData(
        "segments: {a: {when: 'event.web.webPageDetail.name = \"x\"'}}",
        "$.segments.a.when: expression 1:11: there is no field 'webPageDetail' in 'Web information'; did you mean 'webPageDetails'?"
    )]
    [InlineData("segments: {a: {when: 'loyalty.tire = \"x\"'}}", "did you mean 'tier'?")]
    [InlineData(
        "segments: {a: {when: 'score(\"luma-purchse\") > 1'}}",
        "there is no service 'luma-purchse'; did you mean 'luma-purchase'?"
    )]
    [InlineData("segments: {a: {when: 'score(\"luma-purchase\", \"probabilty\") > 1'}}", "did you mean 'probability'?")]
    [InlineData(
        "segments: {a: {when: 'lookup(\"product\", \"x\").price > 1'}}\ntables: {products: {file: p.jsonl, key: sku}}",
        "there is no table 'product'; did you mean 'products'?"
    )]
    [InlineData(
        "segments: {a: {when: 'lookup(\"products\", \"x\").prise > 1'}}\ntables: {products: {file: p.jsonl, key: sku, fields: {price: float64}}}",
        "did you mean 'price'?"
    )]
    [InlineData("segments: {a: {when: '1 + 2'}}", "$.segments.a.when: expected a condition, which is true or false, found a number")]
    [InlineData(
        "segments: {a: {when: 'score(\"luma-purchase\") > 1', score: '\"x\"'}}",
        "$.segments.a.score: expected a number, found text"
    )]
    [InlineData("segments: {a: {when: 'inSegment(\"b\")'}, bb: {when: 'event.eventType = \"x\"'}}", "there is no segment 'b'")]
    [InlineData("segments: {a: {when: 'inSegment(event.eventType)'}}", "the id of a segment must be written out as text")]
    [InlineData(
        "segments: {a: {when: 'inSegment(\"b\")'}, b: {when: 'inSegment(\"c\")'}, c: {when: 'not inSegment(\"a\")'}}",
        "in a circle: a → b → c → a"
    )]
    [InlineData("segments: {a: {when: 'inSegment(\"a\")'}}", "in a circle: a → a")]
    [InlineData("segments: {a: {when: 'offer.priority > 1'}}", "the offer is known only where one is looked at")]
    [InlineData("segments: {a: {when: '@{x}.y = 1'}}", "'@{x}' is not known in a rule set")]
    [InlineData("segments: {a: {when: 'xEvent.count() > 3'}}", "looks at all events of a person ever")]
    [InlineData(
        "segments: {a: {when: 'xEvent[timestamp occurs <= 500 days before now].count() > 3'}}",
        "looks 500 days back; at most 400 days of events are kept"
    )]
    [InlineData(
        "segments: {a: {when: 'xEvent[commerce.purchases.isNotNull() and timestamp occurs <= 5 days before now].count() > 3'}}",
        "reads 'commerce.purchases' of events, which is an object (Measure): name a field in it, such as id, value"
    )]
    [InlineData(
        "segments: {a: {when: 'exists A from xEvent where A.timestamp occurs <= 5 days before now, B from xEvent where B.timestamp occurs <= 5 days before now and B.eventType = A.eventType'}}",
        "too expensive (class Search): up to "
    )]
    [InlineData(
        Offer + "strategies: {s: {collect: y, rank: priority}}",
        "$.strategies.s.collect: no offer has the tag 'y'; did you mean 'x'?"
    )]
    [InlineData(Offer + "strategies: {s: {collect: x, rank: {formula: 'offer.attributes.margn'}}}", "did you mean 'margin'?")]
    [InlineData(
        Offer + "strategies: {s: {collect: x, rank: {score: {service: offers}}}}",
        "$.strategies.s.rank.score.service: there is no service 'offers'"
    )]
    [InlineData(Offer + "strategies: {s: {collect: x, rank: {score: {service: offer-appeal}}}}", "no output that bears the id of an offer")]
    [InlineData(
        Offer + "strategies: {s: {collect: x, rank: {score: {service: luma-purchase, output: probabilty}}}}",
        "$.strategies.s.rank.score.output: service 'luma-purchase' has no output 'probabilty'; did you mean 'probability'?"
    )]
    [InlineData(
        Offer + "placements: {p: {when: 'event.eventType = \"a\"', strategies: [t]}}\nstrategies: {tt: {collect: x, rank: priority}}",
        "$.placements.p.strategies[0]: there is no strategy 't'; did you mean 'tt'?"
    )]
    [InlineData(
        Offer
            + Placement
            + "experiments: {e: {salt: s, placements: q, arms: [{name: a, weight: 50, strategies: s}, {name: b, weight: 50, strategies: u}]}}",
        "$.experiments.e.placements: there is no placement 'q'; did you mean 'p'?",
        "$.experiments.e.arms[1].strategies: there is no strategy 'u'"
    )]
    [InlineData(
        Offer
            + Placement
            + "experiments: {e: {layer: l, salt: s, placements: p, arms: [{name: a, weight: 0, strategies: s}, {name: b, weight: 0, strategies: s}]}}",
        "there is no layer 'l'",
        "all arms weigh 0"
    )]
    [InlineData(
        "offers: {o: {status: approved, priority: 1, tags: [x], content: {q: {text: t}}}}\n" + Placement,
        "$.offers.o.content.q: there is no placement 'q'; did you mean 'p'?"
    )]
    [InlineData(
        "offers: {o: {status: archived, priority: 1, tags: [x]}}\nstrategies: {s: {collect: x, rank: priority}}\nplacements: {p: {when: 'event.eventType = \"a\"', strategies: s, fallback: o}}",
        "the fallback 'o' is never shown: its status is archived"
    )]
    [InlineData("offers: {none: {status: draft, priority: 1}}", "no offer may be called 'none'")]
    public void What_is_wrong_is_said_with_its_place(string lines, params string[] messages)
    {
        var outcome = Compile(lines);
        Assert.Null(outcome.Value);
        Assert.All(
            messages,
            m =>
                Assert.True(
                    outcome.Errors.Any(e => e.ToString().Contains(m, StringComparison.Ordinal)),
                    $"{m}\n{string.Join('\n', outcome.Errors)}"
                )
        );
        Assert.All(outcome.Errors, e => Assert.True(e.Position.Line >= 1, e.ToString()));
    }

    [Theory]
    [InlineData("layer: l, range: [0, 0.6]", "layer: l, range: [0.5, 1]", "want the same people at the same time")]
    [InlineData("layer: l, range: [0, 0.5]", "layer: l, range: [0.5, 1]", null)]
    [InlineData("layer: l", "range: [0.5, 1]", "both decide in placement 'p' at the same time")]
    [InlineData("layer: l", "layer: m", "both decide in placement 'p' at the same time")]
    [InlineData("until: 2018-12-01", "from: 2018-12-01", null)]
    [InlineData("until: 2018-12-02", "from: 2018-12-01", "both decide in placement 'p' at the same time")]
    public void Experiments_that_want_the_same_people_are_refused(string first, string second, string? message)
    {
        string Experiment(string own) =>
            $"{{{own}, salt: s, placements: p, arms: [{{name: a, weight: 50, strategies: s}}, {{name: b, weight: 50, strategies: s}}]}}";
        var outcome = Compile(
            $"{Offer}{Placement}layers: {{l: {{salt: a}}, m: {{salt: b}}}}\nexperiments:\n  e: {Experiment(first)}\n  f: {Experiment(second)}"
        );
        if (message is null)
            Assert.Empty(outcome.Errors);
        else
            Assert.Contains(message, Assert.Single(outcome.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("segments: {a: {when: 'true or event.eventType = \"x\"'}}", "this is always true: segment 'a' has everybody in it")]
    [InlineData("segments: {a: {when: '1 > 2 and event.eventType = \"x\"'}}", "this is always false: segment 'a' has nobody in it")]
    [InlineData("segments: {a: {when: 'score(\"luma-purchase\") > 0.5 and 0.2 > score(\"luma-purchase\")'}}", "always false")]
    [InlineData("segments: {a: {when: 'event.eventType = \"x\" and event.eventType = \"y\"'}}", "always false")]
    [InlineData("segments: {a: {when: 'event.eventType = \"x\" and event.eventType in [\"y\", \"z\"]'}}", "always false")]
    [InlineData("segments: {a: {when: 'loyalty.tier = null'}}", "always false")]
    [InlineData(
        "segments: {a: {when: 'loyalty.tier = null'}, b: {when: 'not inSegment(\"a\")'}}",
        "this is always true: segment 'b' has everybody in it"
    )]
    [InlineData(
        "segments: {a: {when: 'event.eventType = \"x\" and loyalty.tier = \"g\"'}, b: {when: 'loyalty.tier=\"g\" and event.eventType = \"x\"'}}",
        "segment 'b' says the same as segment 'a'"
    )]
    [InlineData(Offer, "offer 'o' is never shown: no strategy that is used collects it")]
    [InlineData(
        Offer + "strategies: {s: {collect: x, rank: priority}}",
        "no placement and no experiment uses strategy 's'",
        "offer 'o' is never shown"
    )]
    [InlineData(
        "offers: {o: {status: approved, priority: 1, tags: [x], stock: 0}}\n" + Placement,
        "offer 'o' is never shown: there are none"
    )]
    [InlineData(
        "offers: {o: {status: approved, priority: 1, tags: [x], eligible: 'false'}}\n" + Placement,
        "this is always false: this offer is never shown"
    )]
    [InlineData(
        "offers: {o: {status: approved, priority: 1, tags: [x]}, n: {status: approved, priority: 1, tags: [x]}}\nstrategies: {s: {collect: x, rank: {score: {service: luma-purchase, output: probability}}}}\nplacements: {p: {when: 'event.eventType = \"a\"', strategies: s}}",
        "one output ranks all offers alike"
    )]
    [InlineData("tables: {products: {file: p.jsonl, key: sku}}", "no rule looks anything up in table 'products'")]
    [InlineData("layers: {l: {salt: s}}", "no experiment stands in layer 'l'")]
    [InlineData(
        Offer
            + Placement
            + "experiments: {e: {salt: s, placements: p, arms: [{name: a, weight: 50, strategies: s}, {name: b, weight: 5, strategies: s}]}}",
        "the weights add up to 55"
    )]
    public void What_is_probably_not_meant_is_a_warning(string lines, params string[] messages)
    {
        var outcome = Compile(lines);
        Assert.NotNull(outcome.Value);
        Assert.All(
            messages,
            m =>
                Assert.True(
                    outcome.Warnings.Any(e => e.Message.Contains(m, StringComparison.Ordinal)),
                    $"{m}\n{string.Join('\n', outcome.Problems)}"
                )
        );
    }

    [Theory]
    [InlineData("event.productListItems.SKU = \"x\" and event.productListItems.SKU = \"y\"")]
    [InlineData("score(\"luma-purchase\") >= 0.5 and score(\"luma-purchase\") <= 0.5")]
    [InlineData("loyalty.points > 3 or loyalty.points <= 3")]
    [InlineData("event.eventType != \"x\" and event.eventType != \"y\"")]
    [InlineData("not (event.eventType = \"x\" and loyalty.tier = \"y\")")]
    public void What_depends_on_data_is_not_called_constant(string when) =>
        Assert.Empty(Compile($"segments: {{a: {{when: '{when}'}}}}").Problems);

    [Fact]
    public void Structure_and_meaning_are_reported_together()
    {
        var outcome = Compile(
            "segments:\n  a: {when: 'event.evntType = \"x\"', nmae: A}\n  b: {when: 'a ='}\n  c: {when: 'inSegment(\"b\") and inSegment(\"aa\")'}"
        );
        Assert.Equal([4, 4, 5, 6], outcome.Errors.Select(e => e.Position.Line));
    }

    [Fact]
    public void Limits_are_the_users_own()
    {
        var context = LumaRules.Context with
        {
            Limits = new PlanningLimits { MaxHistoryNs = 30 * 24 * HourNs, MaxOperations = 100_000 },
        };
        var outcome = RuleSetCompiler.Compile(LumaRules.Text, "luma.rules.yaml", context);
        Assert.Equal(["$.segments.loyal.when", "$.segments.internal-traffic.when"], outcome.Errors.Select(e => e.Path));
        Assert.Contains("365", outcome.Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("operations", outcome.Errors[1].Message, StringComparison.Ordinal);
    }

    private static StreamScoring.Documents.DocumentOutcome<RuleSetPlan> Compile(string lines) =>
        RuleSetCompiler.Compile($"rules: a\nversion: 1\n{lines}\n", "a.yaml", LumaRules.Context);
}
