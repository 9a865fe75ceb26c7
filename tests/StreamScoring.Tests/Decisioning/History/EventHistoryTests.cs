using System.Text;
using CsCheck;
using StreamScoring.Decisioning.History;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Parsing;
using StreamScoring.Expressions.Planning;
using StreamScoring.State;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.Decisioning.History;

public sealed class EventHistoryTests
{
    private const long HourNs = 3_600_000_000_000;
    private const long DayNs = 24 * HourNs;
    private static readonly HistorySpec s_spec = new(ShopEvents.Fields, 7 * DayNs);

    [Fact]
    public void Rules_see_stored_events_and_the_current_one_last_with_fields_lists_and_times()
    {
        var rig = new Rig(s_spec, HistoryLimits.Default);
        rig.Play(
            new ShopEvent(
                1 * HourNs,
                "commerce.productListAdds",
                "luma:cart",
                null,
                null,
                true,
                5,
                [new("a", 10), new(null, 5), new("b", null)]
            )
        );
        rig.Play(new ShopEvent(3 * HourNs, "commerce.purchases", null, 1, 15.5, false));
        rig.Open(new ShopEvent(4 * HourNs, "web.webpagedetails.pageViews", "luma:home"));
        Assert.Equal("3", rig.Eval("xEvent.count()"));
        Assert.Equal("\"luma:home\"", rig.Eval("event.web.webPageDetails.name"));
        Assert.Equal("1", rig.Eval("xEvent[eventType = \"commerce.purchases\" and timestamp occurs <= 2 hours before now].count()"));
        Assert.Equal("15.5", rig.Eval("xEvent.sum(commerce.order.priceTotal)"));
        Assert.Equal("1", rig.Eval("xEvent.sum(commerce.order.count)"));
        Assert.Equal("[\"a\",\"b\"]", rig.Eval("xEvent.productListItems.SKU"));
        Assert.Equal("true", rig.Eval("xEvent.exists(productListItems.exists(SKU = \"a\" and priceTotal = 10))"));
        Assert.Equal("false", rig.Eval("xEvent.exists(productListItems.exists(SKU = \"b\" and priceTotal = 10))"));
        Assert.Equal("true", rig.Eval("event.commerce.isNull() and event.productListItems.isNull() and event.optIn.isNull()"));
        Assert.Equal("1", rig.Eval("xEvent[optIn].count()"));
        Assert.Equal("1", rig.Eval("xEvent[application.launchTime occurs before now].count()"));
        Assert.Equal(
            "true",
            rig.Eval(
                "CHAIN(xEvent, timestamp, [A: WHAT(eventType = \"commerce.productListAdds\"), B: WHAT(eventType = \"commerce.purchases\")])"
            )
        );
    }

    [Fact]
    public void What_rules_see_equals_a_plain_list_whatever_happens_to_the_state()
    {
        var text = Gen.Int[0, 4]
            .Select(i =>
                (string?)(
                    i switch
                    {
                        0 => null,
                        1 => "",
                        2 => "luma:home",
                        3 => "größer",
                        _ => new string('x', 300),
                    }
                )
            );
        var items = Gen.Select(text, Gen.Double[0, 100].Nullable(), (sku, price) => new ShopItem(sku, price)).List[0, 6];
        var events = Gen.Select(
            Gen.Long[0, 400],
            text,
            Gen.Long.Nullable(),
            Gen.Double[-1e9, 1e9].Nullable(),
            Gen.Bool.Nullable(),
            Gen.Select(Gen.Bool, items, (isThere, list) => isThere ? list : null),
            Gen.Int[0, 9],
            (time, type, orders, value, opted, list, what) =>
                (Event: new ShopEvent(time * HourNs, type, type, orders, value, opted, orders, list), What: what)
        );
        var (seen, letGo) = (0L, 0);
        Gen.Select(events.List[1, 50], Gen.Int[1, 40], Gen.Long[0, 200])
            .Sample(
                (steps, most, windowHours) =>
                {
                    var spec = new HistorySpec(ShopEvents.Fields, (windowHours + 1) * HourNs);
                    var rig = new Rig(
                        spec,
                        new HistoryLimits
                        {
                            MaxEvents = most,
                            MaxBytes = 6_000,
                            MaxItems = 4,
                        }
                    );
                    var naive = new NaiveEvents((windowHours + 49) * HourNs, most);
                    var committed = naive.Copy();
                    foreach (var (e, what) in steps)
                    {
                        rig.Open(e);
                        seen += NaiveEvents.Compare(naive.With(e), rig.History.Events, 4);
                        Assert.Equal(naive.With(e).Select(x => x.TimeNs), rig.History.TimesNs.ToArray());
                        rig.Append();
                        naive.Append(e, rig.StoredCount());
                        letGo += naive.LetGoNs > long.MinValue ? 1 : 0;
                        Assert.Equal(naive.LetGoNs > long.MinValue, rig.History.IsIncomplete(naive.LetGoNs));
                        Assert.False(naive.LetGoNs < long.MaxValue && rig.History.IsIncomplete(naive.LetGoNs + 1));
                        if (what == 0)
                        {
                            rig.State.Abort();
                            naive = committed.Copy();
                        }
                        else if (what < 4)
                        {
                            rig.State.Commit();
                            committed = naive.Copy();
                            if (what == 1)
                                rig.Restart();
                        }
                    }
                },
                iter: 1_000,
                threads: 1
            );
        Assert.True(seen > 100_000 && letGo > 1_000, $"{seen} values seen, {letGo} times incomplete");
    }

    [Fact]
    public void The_key_s_events_are_bounded_by_number_and_by_bytes()
    {
        var rig = new Rig(s_spec, new HistoryLimits { MaxEvents = 20, MaxBytes = 4_000 });
        for (var i = 0; i < 200; i++)
        {
            rig.Play(new ShopEvent(i * HourNs / 100, "t", new string('x', i * 5)));
            Assert.True(rig.StoredCount() <= 20);
        }

        Assert.InRange(rig.StoredCount(), 2, 5);
        rig.Open(new ShopEvent(HourNs * 3, "t", new string('x', 5_000)));
        Assert.Equal(5_002, rig.Eval("event.web.webPageDetails.name").Length);
        var before = rig.StoredCount();
        rig.Append();
        Assert.Equal(before, rig.StoredCount());
        Assert.True(rig.History.IsIncomplete(HourNs * 3));
    }

    [Fact]
    public void Without_identity_or_window_only_the_current_event_is_seen()
    {
        var rig = new Rig(new HistorySpec(ShopEvents.Fields, 0), HistoryLimits.Default);
        rig.Play(new ShopEvent(1, "a"));
        rig.Open(new ShopEvent(2, "b"));
        Assert.Equal("1", rig.Eval("xEvent.count()"));
        var stored = new Rig(s_spec, HistoryLimits.Default);
        stored.Play(new ShopEvent(1, "a"));
        stored.Open(new ShopEvent(2, "b"), -1);
        stored.Append();
        Assert.Equal("1", stored.Eval("xEvent.count()"));
        stored.OpenBetween();
        Assert.Equal("1", stored.Eval("xEvent.count()"));
        Assert.Equal("null", stored.Eval("event"));
    }

    [Fact]
    public void Fields_that_cannot_stand_in_one_event_are_refused()
    {
        var number = ColumnShape.Scalar(ColumnType.Float64);
        Refused(("a.b", number), ("a.b.c", number));
        Refused(("a.b.c", number), ("a.b", number));
        Refused(("a.b", number), ("a.b", ColumnShape.Scalar(ColumnType.Text)));
        Refused(("a[*].b", ColumnShape.List(ColumnType.Text)), ("a.c", number));
        Refused(("a[*].b", number));
        Refused(("a", ColumnShape.Vector(ColumnType.Float32, 3)));
        Assert.NotEqual(s_spec.Definition, new HistorySpec(ShopEvents.Fields, 8 * DayNs).Definition);
        Assert.NotEqual(s_spec.Definition, new HistorySpec(ShopEvents.Fields.Skip(1), 7 * DayNs).Definition);
        Assert.Equal(s_spec.Definition, new HistorySpec(ShopEvents.Fields.Reverse(), 7 * DayNs).Definition);

        static void Refused(params (string Path, ColumnShape Shape)[] fields) =>
            Assert.Throws<ArgumentException>(() =>
                new HistorySpec(fields.Select(f => new ProjectedField(XdmPath.Parse(f.Path), f.Shape)), 1)
            );
    }

    [Fact]
    public void Broken_sections_are_refused_or_harmless()
    {
        var rig = new Rig(s_spec, HistoryLimits.Default);
        for (var i = 0; i < 4; i++)
            rig.Play(new ShopEvent(i, "type", "page", i, i, true, i, [new("sku", i), new(null, null)]));
        rig.State.Commit();
        var value = Array.Empty<byte>();
        rig.State.VisitAll((_, v) => value = v.ToArray());
        var (refused, taken) = (0, 0);
        Gen.Select(Gen.Int[16, value.Length - 1], Gen.Byte)
            .Sample(
                (at, b) =>
                {
                    byte[] broken = [.. value];
                    broken[at] = b;
                    var other = new Rig(s_spec, HistoryLimits.Default);
                    try
                    {
                        other.State.Restore(Rig.Key, broken);
                    }
                    catch (StateFormatException)
                    {
                        refused++;
                        return;
                    }

                    taken++;
                    other.Open(new ShopEvent(9, "t"));
                    other.Eval("xEvent.productListItems.SKU");
                    other.Eval("xEvent[web.webPageDetails.name = \"page\"].sum(commerce.order.priceTotal)");
                    other.Append();
                },
                iter: 5_000,
                threads: 1
            );
        Assert.True(refused > 500 && taken > 500, $"{refused} refused, {taken} taken");
    }

    [Fact]
    public void Ten_thousand_warmed_events_allocate_nothing()
    {
        var rig = new Rig(s_spec, new HistoryLimits { MaxEvents = 40 });
        var plan = rig.Plan("xEvent[eventType = \"b\" and timestamp occurs <= 2 hours before now].count() >= 2");
        var skus = rig.Plan("xEvent.exists(productListItems.exists(SKU = \"c\"))");
        var batch = ShopEvents.NewBatch();
        var names = new[] { "a", "b", "c", "größer" };
        for (var i = 0; i < 64; i++)
            ShopEvents.Add(batch, new ShopEvent(i, names[i % 4], names[i % 3], i, i, i % 2 == 0, i, [new(names[i % 3], i)]));
        var (next, matched) = (0, 0);
        void Step()
        {
            batch.EventTimesNs.Set(next % 64, (next - (next % 7 * 3)) * HourNs / 20);
            rig.Open(batch, next % 64, next * HourNs / 20);
            matched += (rig.Evaluator.Test(plan) ? 1 : 0) + (rig.Evaluator.Test(skus) ? 1 : 0);
            rig.History.Append();
            if (next % 20 == 0)
                rig.State.Commit();
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
        Assert.True(matched > 1_000, $"{matched}");
    }

    /// <summary>One key, its state, and an evaluator that sees it.</summary>
    private sealed class Rig
    {
        public static readonly byte[] Key = Encoding.UTF8.GetBytes("ECID:1");
        private static readonly ExpressionSchema s_schema = new()
        {
            Contexts = new Dictionary<string, ExpressionType>(StringComparer.Ordinal) { ["event"] = ExpressionType.Any },
        };
        private readonly ContextRoots _roots = new("event");
        private readonly HistorySpec _spec;
        private readonly HistoryLimits _limits;
        private readonly StateLayout _layout;

        public Rig(HistorySpec spec, HistoryLimits limits)
        {
            (_spec, _limits) = (spec, limits);
            _layout = new StateLayout([spec.Definition]);
            State = new KeyedState(_layout, StateLimits.Default);
            History = new EventHistory(spec, _layout, limits);
        }

        public KeyedState State { get; private set; }

        public EventHistory History { get; private set; }

        public Evaluator Evaluator { get; } = new();

        public void Play(ShopEvent e)
        {
            Open(e);
            Append();
        }

        public void Open(ShopEvent e, int? entry = null)
        {
            var batch = ShopEvents.NewBatch();
            Open(batch, ShopEvents.Add(batch, e), e.TimeNs, entry);
        }

        public void Open(StreamScoring.Events.EventBatch batch, int row, long nowNs, int? entry = null)
        {
            History.Open(State, entry ?? State.Open(Key), batch, row);
            See(nowNs);
        }

        public void OpenBetween()
        {
            History.Open(State, State.Find(Key));
            See(1);
        }

        public void Append() => History.Append();

        public int StoredCount()
        {
            var section = State.Read(State.Find(Key), 0);
            return EventSection.Count(section);
        }

        public ExpressionPlan Plan(string text) => ExpressionCompiler.Compile(text, s_schema).Require();

        public string Eval(string text)
        {
            Evaluator.Input.Events = History.Events;
            return Evaluator.Evaluate(Plan(text)).ToString();
        }

        public void Restart()
        {
            var next = new KeyedState(_layout, StateLimits.Default);
            State.VisitAll(next.Restore);
            State = next;
            History = new EventHistory(_spec, _layout, _limits);
        }

        private void See(long nowNs)
        {
            _roots.Set(0, History.Current);
            Evaluator.Input.Contexts = _roots.Object;
            Evaluator.Input.Events = History.Events;
            Evaluator.Input.NowNs = nowNs;
        }
    }
}
