using StreamScoring.State;
using StreamScoring.State.History;
using StreamScoring.State.Keys;
using StreamScoring.State.Windows;

namespace StreamScoring.Benchmarks.Histories;

/// <summary>The histories that the bundled sample keeps of a person, in the order of its graph, with the kernel's own.</summary>
internal sealed class SampleHistories : Replay
{
    private static readonly WindowSpec s_hour = new(OneWindow.HourNs, WindowClosed.Left);
    private readonly KeyedState _state;
    private readonly KeyClock _clock;
    private readonly Dedupe _dedupe;
    private readonly Expanding[] _counts = [new(0, false), new(1, false), new(2, false), new(3, false), new(4, false)];
    private readonly Window[] _windows = [new(5, s_hour, false), new(6, s_hour, false), new(7, s_hour, false)];
    private readonly Distinct _pages = new(8);
    private readonly SecondsSince _since = new(9);
    private readonly GapMean _gaps = new(10);
    private readonly Expanding _spent = new(11, true);
    private readonly StateVisitor _visitor;

    public SampleHistories(IReadOnlyList<HistoryEvent> events)
        : base(events)
    {
        string[] kinds =
        [
            .. Enumerable.Repeat(Expanding.CountKind, 5),
            .. Enumerable.Repeat(Window.CountKind, 3),
            Distinct.Kind,
            SecondsSince.Kind,
            GapMean.Kind,
            Expanding.Kind,
        ];
        var layout = new StateLayout([.. kinds.Select((k, i) => new StateDefinition(k, Hash(i))), KeyClock.Definition, Dedupe.Definition]);
        _state = new KeyedState(layout, StateLimits.Default);
        (_clock, _dedupe) = (KeyClock.In(layout), Dedupe.In(layout));
        _visitor = (_, value) => HandedOut += value.Length;
    }

    /// <summary>Bytes that commits handed out.</summary>
    public long HandedOut { get; private set; }

    public static string Hash(int number) => $"sha256:{(ulong)number * 0x9E3779B97F4A7C15UL:x16}{new string('0', 48)}";

    protected override double Step(HistoryEvent e, long timeNs)
    {
        var entry = _state.Open(e.Key);
        if (_dedupe.SeenBefore(_state, entry, e.Id, timeNs))
            return 0;
        _clock.Advance(_state, entry, timeNs);
        _dedupe.Add(_state, entry, e.Id, timeNs);
        var sum = 0.0;
        for (var i = 0; i < _counts.Length; i++)
        {
            sum += _counts[i].Read(_state, entry).Count;
            if (i == 0 || e.Kind == i)
                _counts[i].Add(_state, entry);
        }

        for (var i = 0; i < _windows.Length; i++)
        {
            sum += _windows[i].Read(_state, entry, timeNs).Count;
            if (i == 0 || e.Kind == i)
                _windows[i].Add(_state, entry, timeNs);
        }

        sum += _pages.Count(_state, entry, out _);
        if (e.Page.Length > 0)
            _pages.Add(_state, entry, e.Page);
        sum += Known(_since.Read(_state, entry, timeNs));
        _since.Add(_state, entry, timeNs);
        sum += Known(_gaps.Read(_state, entry));
        _gaps.Add(_state, entry, timeNs);
        sum += _spent.Read(_state, entry).Sum;
        _spent.Add(_state, entry, e.Price);
        return sum;
    }

    protected override void Commit()
    {
        _state.VisitDirty(_visitor);
        _state.Commit();
    }

    private static double Known(double value) => double.IsNaN(value) ? 0 : value;
}
