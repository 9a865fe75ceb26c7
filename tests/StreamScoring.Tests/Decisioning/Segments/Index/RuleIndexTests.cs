using System.Text;
using CsCheck;
using StreamScoring.Decisioning.History;
using StreamScoring.Decisioning.Segments.Index;
using StreamScoring.Events;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Values;
using StreamScoring.State;
using StreamScoring.TestKit.Measuring;
using StreamScoring.Tests.Decisioning.History;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Segments.Index;

public sealed class RuleIndexTests(ITestOutputHelper output)
{
    private const int RulesPerSet = 100;
    private const int EventsPerSet = 10;
    private static readonly int s_pairs = Environment.GetEnvironmentVariable("STREAMSCORING_SOAK") == "1" ? 1_000_000 : 50_000;
    private static readonly ScoreNeed s_longest = new("s", null, ScoreWindow.Max, 30 * 60_000_000_000L);
    private static readonly RuleSource s_source = new(
        new ExpressionSchema
        {
            Contexts = new Dictionary<string, ExpressionType>(StringComparer.Ordinal) { ["event"] = ExpressionType.Any },
        },
        ShopEvents.Fields.ToDictionary(f => f.Path.Text, StringComparer.Ordinal),
        [new ScoreNeed("other", null, null, 0), new ScoreNeed("s", null, null, 0), s_longest]
    );

    [Fact]
    public void The_index_finds_exactly_the_rules_that_hold()
    {
        var (pairs, matches, found, rules, odd) = (0L, 0L, 0L, 0L, 0L);
        Gen.Select(RandomRules.Rule.Array[RulesPerSet], RandomRules.Case.Array[EventsPerSet])
            .Sample(
                (texts, cases) =>
                {
                    var index = Index(texts);
                    var (matcher, rig) = (new RuleMatcher(index), new Rig());
                    var wanted = new bool[texts.Length];
                    foreach (var c in cases)
                    {
                        var scores = rig.See(c);
                        matcher.MatchAll(rig.Evaluator, scores, wanted);
                        var matched = matcher.Match(rig.Evaluator, rig.Batch, 0, scores).ToArray();
                        for (var rule = 0; rule < wanted.Length; rule++)
                            Assert.True(
                                wanted[rule] == matched.Contains(rule),
                                $"{texts[rule]} is {wanted[rule]} on {c}, the index says otherwise"
                            );
                        Assert.Equal(matched.Order(), matched);
                        Assert.Equal(-1, matcher.Verify(rig.Evaluator, rig.Batch, 0, scores));
                        pairs += wanted.Length;
                        matches += matched.Length;
                        odd += c.Profile.Contains('[', StringComparison.Ordinal) ? 1 : 0;
                    }

                    found += index.Found;
                    rules += texts.Length;
                },
                iter: s_pairs / (RulesPerSet * EventsPerSet),
                threads: 1
            );
        output.WriteLine(
            $"{pairs} pairs of rule and event, {100.0 * matches / pairs:0.0} % match, {100.0 * found / rules:0.0} % of the rules are found by the index"
        );
        Assert.True(pairs >= s_pairs, $"{pairs} pairs");
        Assert.InRange((double)matches / pairs, 0.05, 0.5);
        Assert.True(found > rules * 0.8 && odd > 20, $"{found} of {rules} found, {odd} events with odd values");
    }

    [Fact]
    public void Between_two_events_conditions_on_the_event_do_not_hold_and_others_do()
    {
        var index = Index(
            "event.eventType = \"view\"",
            "country = \"DE\"",
            "score(\"s\").max(30 minutes) >= 0.2",
            "event.optIn",
            "event.isNull()"
        );
        var rig = new Rig();
        var scores = rig.See(new RuleCase(new ShopEvent(1, "view", null, null, null, true), "{\"country\":\"DE\"}", 0.1, 0.3));
        var matcher = new RuleMatcher(index);
        Assert.Equal([0, 1, 2, 3], matcher.Match(rig.Evaluator, rig.Batch, 0, scores).ToArray());
        rig.Leave();
        Assert.Equal([1, 2, 4], matcher.Match(rig.Evaluator, null, 0, scores).ToArray());
    }

    [Fact]
    public void Equal_parts_of_rules_are_evaluated_once()
    {
        var part = "xEvent[eventType = \"buy\"].count() >= 1 or country.isNull()";
        var index = Index([.. Enumerable.Range(0, 50).Select(i => $"event.commerce.order.count >= {i} and ({part})")]);
        Assert.Equal(1, index.SharedTests);
        Assert.Equal(50, index.Found);
    }

    [Fact]
    public void A_score_that_is_not_given_is_refused()
    {
        var rule = new IndexedRule("r", ExpressionCompiler.Compile("score(\"unknown\") > 0", s_source.Expressions).Require());
        Assert.Contains(
            "unknown",
            Assert.Throws<ArgumentException>(() => RuleIndex.Build([rule], s_source)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Ten_thousand_warmed_events_allocate_nothing()
    {
        var texts = new List<string>();
        for (var i = 0; i < 1_000; i++)
            texts.Add(
                $"event.eventType = \"{(i % 3 == 0 ? "view" : "add")}\" and country = \"C{i % 20}\" and score(\"s\") >= {i % 10 / 10.0:0.0} and xEvent.count() >= {i % 4}"
                    + (i % 7 == 0 ? " and event.web.webPageDetails.name.contains(\"o\", false)" : "")
            );
        var (index, rig) = (Index([.. texts]), new Rig());
        var (matcher, profile) = (new RuleMatcher(index), new JsonValues());
        var profiles = Enumerable.Range(0, 20).Select(i => Encoding.UTF8.GetBytes($"{{\"country\":\"C{i}\"}}")).ToArray();
        var scores = new double[3];
        var (next, matched) = (0, 0L);
        rig.See(new RuleCase(new ShopEvent(1, "view", "home"), "{}", 0.5, 0.5));
        void Step()
        {
            scores[1] = next % 11 / 10.0;
            rig.Evaluator.Input.Root = profile.Read(profiles[next % 20]);
            matched += matcher.Match(rig.Evaluator, rig.Batch, 0, scores).Length;
            next++;
        }

        for (var i = 0; i < 20_000; i++)
            Step();
        var allocated = SteadyAllocation.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
                Step();
        });
        Assert.Equal(0, allocated);
        Assert.True(matched > 10_000, $"{matched}");
    }

    private static RuleIndex Index(params string[] texts) =>
        RuleIndex.Build(
            [.. texts.Select((t, i) => new IndexedRule($"r{i}", ExpressionCompiler.Compile(t, s_source.Expressions).Require()))],
            s_source
        );

    /// <summary>One key with two stored events, a profile and scores.</summary>
    private sealed class Rig
    {
        private static readonly HistorySpec s_spec = new(ShopEvents.Fields, 1L << 60);
        private readonly ContextRoots _roots = new("event");
        private readonly JsonValues _profile = new();
        private readonly KeyedState _state;
        private readonly EventHistory _history;

        public Rig()
        {
            var layout = new StateLayout([s_spec.Definition]);
            _state = new KeyedState(layout, StateLimits.Default);
            _history = new EventHistory(s_spec, layout, HistoryLimits.Default);
            foreach (var type in new[] { "buy", "view" })
            {
                Open(new ShopEvent(5, type, "home"));
                _history.Append();
            }
        }

        public Evaluator Evaluator { get; } = new();

        public EventBatch Batch { get; private set; } = ShopEvents.NewBatch();

        public double[] See(RuleCase c)
        {
            Open(c.Event);
            Evaluator.Input.Root = _profile.Read(Encoding.UTF8.GetBytes(c.Profile));
            Evaluator.Input.NowNs = c.Event.TimeNs + 40_000_000_000_000;
            return [0.9, c.Score, c.Longest];
        }

        public void Leave()
        {
            _history.Open(_state, 0);
            Show();
        }

        private void Open(ShopEvent e)
        {
            Batch = ShopEvents.NewBatch(1);
            ShopEvents.Add(Batch, e);
            _history.Open(_state, _state.Open("k"u8), Batch, 0);
            Show();
        }

        private void Show()
        {
            _roots.Set(0, _history.Current);
            Evaluator.Input.Contexts = _roots.Object;
            Evaluator.Input.Events = _history.Events;
        }
    }
}
