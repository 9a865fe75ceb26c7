using StreamScoring.State;
using StreamScoring.State.Windows;

namespace StreamScoring.Benchmarks.Histories;

/// <summary>Our window, alone in its state.</summary>
internal sealed class OneWindow : Replay
{
    public const long HourNs = 3_600_000_000_000;
    private readonly KeyedState _state = new(
        new StateLayout([new StateDefinition(Window.Kind, SampleHistories.Hash(0))]),
        StateLimits.Default
    );
    private readonly Window _window = new(0, new WindowSpec(HourNs, WindowClosed.Left), true);
    private readonly StateVisitor _visitor;

    public OneWindow(IReadOnlyList<HistoryEvent> events)
        : base(events) => _visitor = (_, value) => HandedOut += value.Length;

    /// <summary>Bytes that commits handed out.</summary>
    public long HandedOut { get; private set; }

    protected override double Step(HistoryEvent e, long timeNs)
    {
        var entry = _state.Open(e.Key);
        var view = _window.Read(_state, entry, timeNs);
        var sum = view.Count + view.Sum();
        _window.Add(_state, entry, timeNs, e.Price);
        return sum;
    }

    protected override void Commit()
    {
        _state.VisitDirty(_visitor);
        _state.Commit();
    }
}
