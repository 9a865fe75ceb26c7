using System.Buffers;
using System.Text;
using System.Text.Json;
using StreamScoring.Decisioning.Offers;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Scores;
using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Values;
using StreamScoring.State;

namespace StreamScoring.Tests.Decisioning.Offers;

/// <summary>An event as a test of offers says it.</summary>
internal sealed record OfferEvent(string Id, long NowNs)
{
    public string Identity { get; init; } = "ECID:1";

    public string Json { get; init; } = """{"eventType":"page"}""";

    public string Profile { get; init; } = "{}";

    public string Tables { get; init; } = "{}";

    public string[] In { get; init; } = [];

    public double[] Scores { get; init; } = [];

    public long? EventNs { get; init; }

    public bool KeepsState { get; init; } = true;
}

/// <summary>One partition that decides by a rule set.</summary>
internal sealed class OfferRig
{
    public const long SecondNs = 1_000_000_000;
    public const long DayNs = 86_400 * SecondNs;

    private readonly EventBatch _batch;

    public OfferRig(string rules, DecisionShare? share = null)
        : this(RuleSetCompiler.Compile(rules, "shop.yaml", LumaRules.Context).Require(), share) { }

    public OfferRig(RuleSetPlan plan, DecisionShare? share = null)
    {
        Plan = plan;
        Layout = new StateLayout(DecisionMaker.DefinitionsOf(plan));
        State = new KeyedState(Layout, StateLimits.Default);
        Maker = new DecisionMaker(plan, Layout, share ?? DecisionShare.Whole);
        Encoder = new DecisionJsonEncoder(new RecordLayout("luma", "xdm.events", "sha256:aa", plan));
        _batch = new EventBatch(new Projection([PropositionFields.Ids]), 4);
    }

    public RuleSetPlan Plan { get; }

    public StateLayout Layout { get; }

    public KeyedState State { get; set; }

    public DecisionMaker Maker { get; }

    public DecisionJsonEncoder Encoder { get; }

    public Evaluator Evaluator { get; } = new();

    /// <summary>The decisions of an event, and their records.</summary>
    public List<JsonElement> Decide(OfferEvent e) => [.. Records(e).Select(r => JsonDocument.Parse(r).RootElement)];

    public List<byte[]> Records(OfferEvent e)
    {
        Set(e);
        var entry = e.KeepsState ? State.Open(Encoding.UTF8.GetBytes(e.Identity)) : -1;
        var records = new List<byte[]>();
        foreach (var decision in Maker.Decide(State, entry, Moment(e), Evaluator))
        {
            var target = new ArrayBufferWriter<byte>();
            Encoder.Encode(target, Head(e), decision, e.Scores, decision.Inputs);
            records.Add(target.WrittenSpan.ToArray());
        }

        return records;
    }

    /// <summary>What an event's one decision comes to, as <see cref="Say"/> puts it.</summary>
    public string One(OfferEvent e) => Say(Decide(e).Single());

    /// <summary>Reports displays or interactions.</summary>
    public void Report(string type, long nowNs, params string[] propositions) => ReportOf("ECID:1", type, nowNs, propositions);

    public void ReportOf(string identity, string type, long nowNs, params string[] propositions)
    {
        _batch.Reset();
        var row = _batch.Add(0, null);
        _batch.EventTypes.Set(row, Encoding.UTF8.GetBytes(type));
        var ids = (ListColumn)_batch.Columns[0];
        ids.Begin(row);
        foreach (var id in propositions)
            ((TextColumn)ids.Items).Set(ids.Add(row), Encoding.UTF8.GetBytes(id));
        Maker.Feedback(
            State,
            State.Open(Encoding.UTF8.GetBytes(identity)),
            Moment(new OfferEvent("report", nowNs) { Identity = identity })
        );
    }

    /// <summary>Sets the evaluator's input for an event.</summary>
    public void Set(OfferEvent e)
    {
        var input = Evaluator.Input;
        input.Root = JsonValues.Parse(e.Profile);
        input.Contexts = JsonValues.Parse($"{{\"event\":{e.Json}}}");
        input.Segments = JsonValues.Parse(
            $"{{\"streamscoring\":{{{string.Join(',', e.In.Select(s => $"\"{s}\":{{\"status\":\"existing\"}}"))}}}}}"
        );
        input.Tables = JsonValues.Parse(e.Tables);
        input.NowNs = e.NowNs;
    }

    public DecisionMoment Moment(OfferEvent e) =>
        new()
        {
            Batch = _batch,
            Row = 0,
            Identity = Encoding.UTF8.GetBytes(e.Identity),
            EventId = Encoding.UTF8.GetBytes(e.Id),
            NowNs = e.NowNs,
            EventNs = e.EventNs ?? e.NowNs,
            Scores = e.Scores,
            Segments = Positions(e.In),
            ProfileOffset = -1,
        };

    public static RecordHead Head(OfferEvent e) =>
        new()
        {
            Identity = Encoding.UTF8.GetBytes(e.Identity),
            EventId = Encoding.UTF8.GetBytes(e.Id),
            TimeNs = e.EventNs ?? e.NowNs,
            Position = new ScorePosition(0, 1),
        };

    public static JsonElement Own(JsonElement record) => record.GetProperty("data").GetProperty("_streamscoring").GetProperty("decision");

    public static string PropositionOf(JsonElement record) => record.GetProperty("data").GetProperty("_id").GetString()!;

    public static List<string> Offers(JsonElement record)
    {
        var proposition = record.GetProperty("data").GetProperty("_experience").GetProperty("decisioning").GetProperty("propositions")[0];
        return proposition.TryGetProperty("items", out var items)
            ? [.. items.EnumerateArray().Select(i => i.GetProperty("id").GetString()!)]
            : [];
    }

    public static List<(string Offer, string Reason)> Losers(JsonElement record) =>
        [
            .. Own(record)
                .GetProperty("losers")
                .EnumerateArray()
                .Select(l => (l.GetProperty("offer").GetString()!, l.GetProperty("reason").GetString()!)),
        ];

    public static List<int> Funnel(JsonElement record) =>
        [.. Own(record).GetProperty("funnel").EnumerateObject().Select(s => s.Value.GetInt32())];

    /// <summary>A decision in a line: <c>ranked a+b; c lost-on-rank a, d capped "1 decision per profile"</c>.</summary>
    public static string Say(JsonElement record)
    {
        var losers = Own(record)
            .GetProperty("losers")
            .EnumerateArray()
            .Select(l =>
                $"{l.GetProperty("offer").GetString()} {l.GetProperty("reason").GetString()}"
                + (l.TryGetProperty("by", out var by) ? $" [{by.GetString()}]" : "")
            );
        return $"{Own(record).GetProperty("reason").GetString()} {string.Join('+', Offers(record))}; {string.Join(", ", losers)}";
    }

    private int[] Positions(string[] segments) =>
        [.. Enumerable.Range(0, Plan.Segments.Count).Where(i => segments.Contains(Plan.Segments[i].Rule.Id))];
}
