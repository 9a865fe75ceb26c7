using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamScoring.State;
using StreamScoring.State.History;
using StreamScoring.State.Windows;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.State;

/// <summary>The history features of every recorded event, from the operations alone, against those that pandas computed.</summary>
[Trait("suite", "golden")]
public sealed class LumaHistoryTests(ITestOutputHelper output)
{
    private const long HourNs = 3_600_000_000_000;
    private static readonly WindowSpec OneHour = new(HourNs, WindowClosed.Left);

    [Theory]
    [InlineData(50, false)]
    [InlineData(997, true)]
    public void History_features_of_all_events_are_exactly_those_of_pandas(int eventsPerCommit, bool restarts)
    {
        var compared = 0;
        foreach (var root in GoldenFolders.Roots)
        {
            var features = Path.Combine(root, "golden", "models", "luma_features.jsonl.gz");
            if (!File.Exists(features))
                continue;
            var own = Path.Combine(root, "data", "luma", "luma_events.jsonl.gz");
            var events = GoldenFolders.ReadLines(File.Exists(own) ? own : GoldenFolders.First("data/luma/luma_events.jsonl.gz"));
            compared += Compare(events, GoldenFolders.ReadLines(features), eventsPerCommit, restarts);
        }

        output.WriteLine($"{compared} values compared");
        Assert.True(compared >= 23_055 * 13, $"only {compared} values");
    }

    private static int Compare(IEnumerable<string> events, IEnumerable<string> features, int eventsPerCommit, bool restarts)
    {
        var layout = new StateLayout(Enumerable.Range(0, 13).Select(i => StateRig.Definition(Kind(i), i * 5 % 13)));
        var state = new KeyedState(layout, StateLimits.Default);
        var store = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var line = 0;
        var compared = 0;
        foreach (var (eventLine, featureLine) in events.Zip(features, (e, f) => (e, f)))
        {
            line++;
            using var e = JsonDocument.Parse(eventLine);
            using var f = JsonDocument.Parse(featureLine);
            Assert.Equal(e.RootElement.GetProperty("_id").GetString(), f.RootElement.GetProperty("event_id").GetString());
            foreach (var (name, value) in Features.Step(state, e.RootElement))
            {
                var wanted = f.RootElement.GetProperty(name);
                var isEqual = value is string text
                    ? text == wanted.GetString()
                    : Convert.ToDouble(value).Equals(wanted.ValueKind == JsonValueKind.Number ? wanted.GetDouble() : double.NaN);
                Assert.True(isEqual, $"line {line}, {name}: {value} instead of {wanted}");
                compared++;
            }

            if (line % eventsPerCommit != 0)
                continue;
            StateRig.CommitInto(state, store);
            if (restarts)
                state = StateRig.Restore(store, layout, StateLimits.Default);
        }

        return compared;
    }

    private static string Kind(int slot) =>
        slot switch
        {
            <= 4 => Expanding.CountKind,
            <= 7 => Window.CountKind,
            8 => Distinct.Kind,
            9 => GapMean.Kind,
            10 => Expanding.Kind,
            11 => LastText.Kind,
            _ => SecondsSince.Kind,
        };

    private static class Features
    {
        private static readonly string[] Counted =
        [
            "",
            "commerce.productViews",
            "commerce.productListAdds",
            "commerce.checkouts",
            "commerce.purchases",
        ];
        private static readonly string[] CountNames = ["n_before", "views_before", "adds_before", "checkouts_before", "purchases_before"];
        private static readonly string[] WindowNames = ["events_1h", "views_1h", "adds_1h"];

        public static IEnumerable<(string Name, object Value)> Step(KeyedState state, JsonElement e)
        {
            var id = e.GetProperty("identityMap").GetProperty("ECID")[0].GetProperty("id").GetString();
            var entry = id is null ? -1 : state.Open(Encoding.UTF8.GetBytes("ECID:" + id));
            var time = DateTimeOffset.Parse(
                e.GetProperty("timestamp").GetString()!,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal
            );
            var timeNs = (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
            var type = e.GetProperty("eventType").GetString()!;
            var values = new List<(string, object)>();
            for (var i = 0; i < Counted.Length; i++)
            {
                var counted = new Expanding(i, false);
                values.Add((CountNames[i], counted.Read(state, entry).Count));
                if (i == 0 || type == Counted[i])
                    counted.Add(state, entry);
            }

            for (var i = 0; i < WindowNames.Length; i++)
            {
                var window = new Window(5 + i, OneHour, false);
                var view = window.Read(state, entry, timeNs);
                values.Add((WindowNames[i], view.Count));
                if (i == 0 || type == Counted[i])
                    window.Add(state, entry, timeNs);
            }

            var pages = new Distinct(8);
            values.Add(("distinct_pages_before", pages.Count(state, entry, out _)));
            if (Dig(e, "web", "webPageDetails", "name") is { ValueKind: JsonValueKind.String } page)
                pages.Add(state, entry, Encoding.UTF8.GetBytes(page.GetString()!.Trim().ToLowerInvariant()));

            var gaps = new GapMean(9);
            values.Add(("avg_gap_before", gaps.Read(state, entry)));
            gaps.Add(state, entry, timeNs);

            var prices = new Expanding(10, true);
            values.Add(("price_sum_before", prices.Read(state, entry).Sum));
            prices.Add(state, entry, Price(e));

            var last = new LastText(11);
            values.Add(("last_event_type", last.TryRead(state, entry, out var text, out _) ? Encoding.UTF8.GetString(text) : "none"));
            last.Set(state, entry, Encoding.UTF8.GetBytes(type));

            var since = new SecondsSince(12);
            values.Add(("secs_since_prev", since.Read(state, entry, timeNs)));
            since.Add(state, entry, timeNs);
            return values;
        }

        private static double Price(JsonElement e)
        {
            if (!e.TryGetProperty("productListItems", out var items) || items.ValueKind != JsonValueKind.Array)
                return 0;
            var sum = 0.0;
            foreach (var item in items.EnumerateArray())
            {
                if (item.TryGetProperty("priceTotal", out var price) && price.ValueKind == JsonValueKind.Number)
                    sum += price.GetDouble();
            }

            return sum;
        }

        private static JsonElement? Dig(JsonElement e, params string[] path)
        {
            foreach (var name in path)
            {
                if (e.ValueKind != JsonValueKind.Object || !e.TryGetProperty(name, out e))
                    return null;
            }

            return e;
        }
    }
}
