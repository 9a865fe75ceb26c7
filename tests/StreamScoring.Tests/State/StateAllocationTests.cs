using System.Text;
using StreamScoring.State;
using StreamScoring.State.History;
using StreamScoring.State.Keys;
using StreamScoring.State.Windows;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.State;

public sealed class StateAllocationTests
{
    private const long MinuteNs = 60_000_000_000;

    [Fact]
    public void Ten_thousand_warmed_events_with_commits_and_aborts_allocate_nothing()
    {
        var layout = AllOperations.NewLayout();
        var state = new KeyedState(layout, StateLimits.Default);
        var run = new Run(layout, state);
        // A key's history reaches its full length within this, so that nothing grows any more.
        for (var i = 0; i < 200_000; i++)
            run.Step(i);
        var next = 200_000;
        var allocated = SteadyAllocation.Least(() =>
        {
            for (var end = next + 10_000; next < end; next++)
                run.Step(next);
        });
        Assert.Equal(0, allocated);
        Assert.True(run.InWindow > 10_000 && run.Handed > 1_000_000, $"{run.InWindow} values in windows, {run.Handed} bytes handed out");
    }

    private sealed class Run
    {
        private readonly KeyedState _state;
        private readonly byte[][] _keys = [.. Enumerable.Range(0, 64).Select(i => Encoding.UTF8.GetBytes($"ECID:{i:d40}"))];
        private readonly byte[][] _texts = [.. Enumerable.Range(0, 7).Select(i => Encoding.UTF8.GetBytes($"luma:content:page-{i}"))];
        private readonly byte[] _id = new byte[36];
        private readonly Window _window = new(0, new WindowSpec(60 * MinuteNs, WindowClosed.Left), true);
        private readonly TextWindow _textWindow = new(2, new WindowSpec(60 * MinuteNs, WindowClosed.Both));
        private readonly Expanding _expanding = new(3, true);
        private readonly Distinct _distinct = new(6);
        private readonly LastText _last = new(8);
        private readonly GapMean _gaps = new(10);
        private readonly KeyClock _clock;
        private readonly Dedupe _dedupe;
        private readonly StateVisitor _visitor;

        public Run(StateLayout layout, KeyedState state)
        {
            _state = state;
            _clock = KeyClock.In(layout);
            _dedupe = Dedupe.In(layout);
            _visitor = (_, value) => Handed += value.Length;
        }

        public long InWindow { get; private set; }

        public long Handed { get; private set; }

        public void Step(int i)
        {
            // Each key has an event every 32 minutes; one in five is late.
            var timeNs = ((i / 2) - (i % 5 == 0 ? 45 : 0)) * MinuteNs;
            var entry = _state.Open(_keys[i * 31 % 64]);
            BitConverter.TryWriteBytes(_id, i);
            if (_dedupe.SeenBefore(_state, entry, _id, timeNs))
                return;
            _clock.Advance(_state, entry, timeNs);
            _dedupe.Add(_state, entry, _id, timeNs);
            var view = _window.Read(_state, entry, timeNs);
            InWindow += view.Count + view.Unique() + (view.Sum() > 0 ? 1 : 0);
            InWindow += _textWindow.Read(_state, entry, timeNs).Unique();
            _window.Add(_state, entry, timeNs, i % 17);
            _textWindow.Add(_state, entry, timeNs, _texts[i % 7]);
            _expanding.Add(_state, entry, i);
            _distinct.Add(_state, entry, _texts[i % 7]);
            _last.Set(_state, entry, _texts[i % 7]);
            _gaps.Add(_state, entry, timeNs);
            if (i % 50 == 49)
            {
                _state.VisitDirty(_visitor);
                _state.Commit();
            }
            else if (i % 470 == 0)
            {
                _state.Abort();
            }
        }
    }
}
