using System.Globalization;
using System.Text.Json.Nodes;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Tests.Expressions.Naive;

/// <summary>Random people with a history, small pools of values so that conditions meet, and every field missing now and then.</summary>
internal sealed class WorldGenerator(Random random)
{
    public static readonly string[] Words =
    [
        "red",
        "Blue",
        "green",
        "CA",
        "us",
        "",
        "joe.lean@work.edu",
        "Zürich",
        "Luma: Home",
        "s1",
        "s2",
        "12",
        "true",
        "2026-03-10T09:00:00Z",
    ];
    public static readonly string[] EventTypes = ["commerce.purchases", "commerce.productListAdds", "web.view"];
    public static readonly string[] Services = ["buy", "churn"];

    // Ends of months, because months differ in length.
    private static readonly DateTime[] Origins =
    [
        new(2026, 3, 11, 10, 30, 0, DateTimeKind.Utc),
        new(2026, 3, 11, 10, 30, 0, DateTimeKind.Utc),
        new(2026, 3, 30, 10, 30, 0, DateTimeKind.Utc),
        new(2024, 2, 29, 1, 0, 0, DateTimeKind.Utc),
    ];

    public (JsonObject Profile, JsonArray Events, JsonObject Contexts, DateTime Now) Next()
    {
        var now = Origins[random.Next(Origins.Length)].AddMinutes(random.Next(-3000, 3000));
        var events = new JsonArray([.. Enumerable.Range(0, random.Next(0, 6)).Select(i => Event(i, now))]);
        var contexts = new JsonObject
        {
            ["offer"] = Object(
                ("rank", Object(("priority", random.Next(0, 100)))),
                ("tags", List(random.Next(0, 4), Word)),
                ("characteristics", Object(("city", Word())))
            ),
            ["@ctx"] = Object(("weather", Word()), ("features", List(random.Next(0, 3), Word))),
        };
        return (Profile(now), events, contexts, now);
    }

    public static NaiveWorld Naive(JsonObject profile, JsonArray events, JsonObject contexts, DateTime now, int seed) =>
        new(
            NaiveValue.FromJson(profile),
            (List<object?>)NaiveValue.FromJson(events)!,
            contexts.ToDictionary(c => c.Key, c => NaiveValue.FromJson(c.Value)),
            new ScoreTable(seed),
            (NaiveMap)NaiveValue.FromJson(Tables)!,
            now
        );

    public static void Fill(
        EvaluationInput input,
        ExpressionNeeds needs,
        JsonObject profile,
        JsonArray events,
        JsonObject contexts,
        DateTime now,
        int seed
    )
    {
        input.Root = JsonValues.Parse(profile.ToJsonString());
        input.Events = JsonValues.Parse(events.ToJsonString());
        input.Contexts = JsonValues.Parse(contexts.ToJsonString());
        input.Tables = JsonValues.Parse(Tables.ToJsonString());
        input.NowNs = (now - DateTime.UnixEpoch).Ticks * 100;
        var table = new ScoreTable(seed);
        input.Scores = [.. needs.Scores.Select(s => table.GetValueOrDefault(Spell(s)) ?? double.NaN)];
    }

    public static JsonObject Tables { get; } =
        new()
        {
            ["product"] = new JsonObject
            {
                ["s1"] = new JsonObject { ["price"] = 9.5 },
                ["red"] = new JsonObject { ["price"] = 3 },
                ["12"] = new JsonObject(),
            },
        };

    private static string Spell(ScoreNeed s)
    {
        SyntaxNode score = new CallSyntax(
            "score",
            s.Output is null ? [new LiteralSyntax(s.Service)] : [new LiteralSyntax(s.Service), new LiteralSyntax(s.Output)]
        );
        return SyntaxPrinter.Print(
            s.Window is { } window
                ? new MethodSyntax(
                    score,
                    window.ToString().ToLowerInvariant(),
                    [new DurationSyntax(s.WindowNs / 60_000_000_000, TimeUnit.Minute)]
                )
                : score
        );
    }

    private JsonObject Profile(DateTime now) =>
        Object(
            (
                "person",
                Object(
                    ("firstName", Word()),
                    ("age", random.Next(-1, 90)),
                    ("birthMonth", random.Next(1, 13)),
                    ("gender", random.Next(2) == 0 ? "female" : "male"),
                    ("height", random.Next(0, 400) / 2.0)
                )
            ),
            ("homeAddress", Object(("countryISO", Word()), ("city", Word()))),
            ("favoriteColors", List(random.Next(0, 4), Word)),
            (
                "orders",
                new JsonArray([
                    .. Enumerable
                        .Range(0, random.Next(0, 5))
                        .Select(i =>
                            (JsonNode?)Object(
                                ("id", i),
                                ("storeId", random.Next(2) == 0 ? "s1" : "s2"),
                                ("price", random.Next(3) == 0 ? random.Next(0, 200) / 4.0 : random.Next(0, 60))
                            )
                        ),
                ])
            ),
            ("isHome", random.Next(2) == 0),
            ("joined", Time(now)),
            (
                "segmentMembership",
                Object(
                    (
                        "ups",
                        Object(
                            ("a", Object(("status", "realized"))),
                            ("b", Object(("status", random.Next(2) == 0 ? "existing" : "exited")))
                        )
                    )
                )
            )
        );

    private JsonNode Event(int i, DateTime now) =>
        Object(
            ("_id", $"e{i}"),
            ("timestamp", Time(now)),
            ("eventType", EventTypes[random.Next(EventTypes.Length)]),
            (
                "commerce",
                Object(("order", Object(("priceTotal", random.Next(0, 100)), ("currencyCode", random.Next(2) == 0 ? "USD" : "EUR"))))
            ),
            (
                "productListItems",
                new JsonArray([
                    .. Enumerable
                        .Range(0, random.Next(0, 3))
                        .Select(_ => (JsonNode?)Object(("SKU", Word()), ("quantity", random.Next(0, 4)))),
                ])
            )
        );

    private JsonNode Time(DateTime now)
    {
        var at = random.Next(6) switch
        {
            0 => now,
            1 => now.Date.AddDays(-random.Next(0, 3)),
            2 => now.AddMinutes(-30),
            _ => now.AddMinutes(-random.Next(-100, 20_000)),
        };
        return random.Next(8) switch
        {
            0 => (long)(at - DateTime.UnixEpoch).TotalMilliseconds,
            1 => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        };
    }

    private string Word() => Words[random.Next(Words.Length)];

    private static JsonArray List(int count, Func<string> item) => new([.. Enumerable.Range(0, count).Select(_ => (JsonNode?)item())]);

    private JsonObject Object(params (string Name, JsonNode? Value)[] fields)
    {
        var map = new JsonObject();
        foreach (var (name, value) in fields)
        {
            var luck = random.Next(25);
            if (luck > 1)
                map[name] = value;
            else if (luck == 1)
                map[name] = null;
        }

        return map;
    }
}

/// <summary>Scores by the text of the reference: a pure function of it and a seed, missing one time in six.</summary>
internal sealed class ScoreTable(int seed) : IReadOnlyDictionary<string, double?>
{
    public double? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public IEnumerable<string> Keys => [];

    public IEnumerable<double?> Values => [];

    public int Count => 0;

    public bool ContainsKey(string key) => true;

    public bool TryGetValue(string key, out double? value)
    {
        var hash = key.Aggregate(seed, (h, c) => unchecked((h * 31) + c));
        value = (hash & 0xFF) % 6 == 0 ? null : (hash & 0xFFFF) / 65536.0;
        return true;
    }

    public IEnumerator<KeyValuePair<string, double?>> GetEnumerator() => Enumerable.Empty<KeyValuePair<string, double?>>().GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
