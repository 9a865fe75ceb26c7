using System.Globalization;
using System.Text;
using StreamScoring.State;
using StreamScoring.State.History;
using StreamScoring.State.Keys;
using StreamScoring.State.Windows;

namespace StreamScoring.Tests.State;

/// <summary>An event as state sees it. A null number is NaN, a null text null.</summary>
internal sealed record StateEvent(string Key, long TimeNs, bool Where, double Number, string? Text, string Id);

/// <summary>Every operation once, over one layout: reads an event's values, then enters it.</summary>
internal sealed class AllOperations
{
    private readonly Window _numbers;
    private readonly Window _counts;
    private readonly TextWindow _texts;
    private readonly Expanding _expanding;
    private readonly Expanding _counted;
    private readonly Distinct _distinctNumbers;
    private readonly Distinct _distinctTexts;
    private readonly LastValue _lastValue;
    private readonly LastText _lastText;
    private readonly SecondsSince _since;
    private readonly GapMean _gaps;
    private readonly KeyClock _clock;
    private readonly Dedupe _dedupe;

    public AllOperations(StateLayout layout, WindowSpec spec)
    {
        Layout = layout;
        var slot = 0;
        _numbers = new Window(slot++, spec, true);
        _counts = new Window(slot++, spec, false);
        _texts = new TextWindow(slot++, spec);
        _expanding = new Expanding(slot++, true);
        _counted = new Expanding(slot++, false);
        _distinctNumbers = new Distinct(slot++);
        _distinctTexts = new Distinct(slot++);
        _lastValue = new LastValue(slot++);
        _lastText = new LastText(slot++);
        _since = new SecondsSince(slot++);
        _gaps = new GapMean(slot);
        _clock = KeyClock.In(layout);
        _dedupe = Dedupe.In(layout);
    }

    public StateLayout Layout { get; }

    public static StateLayout NewLayout() =>
        new([
            StateRig.Definition(Window.Kind, 5),
            StateRig.Definition(Window.CountKind, 4),
            StateRig.Definition(TextWindow.Kind, 9),
            StateRig.Definition(Expanding.Kind, 8),
            StateRig.Definition(Expanding.CountKind, 7),
            StateRig.Definition(Distinct.Kind, 20),
            StateRig.Definition(Distinct.Kind, 10),
            StateRig.Definition(LastValue.Kind, 1),
            StateRig.Definition(LastText.Kind, 2),
            StateRig.Definition(SecondsSince.Kind, 3),
            StateRig.Definition(GapMean.Kind, 6),
            KeyClock.Definition,
            Dedupe.Definition,
        ]);

    /// <summary>What the event's values are, as one line; then the event is entered.</summary>
    public string Step(KeyedState state, StateEvent e)
    {
        var entry = state.Open(StateRig.Key(e.Key));
        var id = Encoding.UTF8.GetBytes(e.Id);
        if (_dedupe.SeenBefore(state, entry, id, e.TimeNs))
            return "duplicate";
        var line = new StringBuilder();
        void Say(object value) => line.Append(CultureInfo.InvariantCulture, $"{value} ");
        Say(_clock.Advance(state, entry, e.TimeNs));
        _dedupe.Add(state, entry, id, e.TimeNs);

        var n = _numbers.Read(state, entry, e.TimeNs);
        Say(
            $"{n.IsIncomplete} {n.Count} {n.Sum():R} {n.Mean():R} {n.Min():R} {n.Max():R} {n.Std():R} {n.Unique()} {n.First():R} {n.Last():R}"
        );
        var c = _counts.Read(state, entry, e.TimeNs);
        Say($"{c.IsIncomplete} {c.Count}");
        var t = _texts.Read(state, entry, e.TimeNs);
        Say($"{t.IsIncomplete} {t.Count} {t.Unique()} '{Encoding.UTF8.GetString(t.First())}' '{Encoding.UTF8.GetString(t.Last())}'");
        var x = _expanding.Read(state, entry);
        Say($"{x.Count} {x.Sum:R} {x.Mean:R} {x.Min:R} {x.Max:R} {_counted.Read(state, entry).Count}");
        Say($"{_distinctNumbers.Count(state, entry, out var less)} {less} {_distinctTexts.Count(state, entry, out less)} {less}");
        Say(
            _lastValue.TryRead(state, entry, out var bits)
                ? BitConverter.Int64BitsToDouble(bits).ToString("R", CultureInfo.InvariantCulture)
                : "none"
        );
        Say(_lastText.TryRead(state, entry, out var text, out _) ? $"'{Encoding.UTF8.GetString(text)}'" : "none");
        Say($"{_since.Read(state, entry, e.TimeNs):R} {_gaps.Read(state, entry):R}");

        if (!e.Where)
            return line.ToString();
        _counts.Add(state, entry, e.TimeNs);
        _since.Add(state, entry, e.TimeNs);
        _gaps.Add(state, entry, e.TimeNs);
        _counted.Add(state, entry);
        _numbers.Add(state, entry, e.TimeNs, e.Number);
        _expanding.Add(state, entry, e.Number);
        _distinctNumbers.Add(state, entry, e.Number);
        if (!double.IsNaN(e.Number))
            _lastValue.Set(state, entry, BitConverter.DoubleToInt64Bits(e.Number));
        if (e.Text is { } said)
        {
            var utf8 = Encoding.UTF8.GetBytes(said);
            _texts.Add(state, entry, e.TimeNs, utf8);
            _distinctTexts.Add(state, entry, utf8);
            _lastText.Set(state, entry, utf8);
        }

        return line.ToString();
    }
}
