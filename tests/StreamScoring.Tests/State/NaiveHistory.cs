using System.Globalization;
using System.Text;
using StreamScoring.State;
using StreamScoring.State.Windows;

namespace StreamScoring.Tests.State;

/// <summary>What <see cref="AllOperations"/> must say, from plain lists of everything that ever came; shares no code with it.</summary>
internal sealed class NaiveHistory(WindowSpec spec, StateLimits limits)
{
    private readonly List<StateEvent> _all = [];
    private readonly List<(string Id, long TimeNs)> _ids = [];

    public string Step(StateEvent e)
    {
        var clock = _all.Select(o => o.TimeNs).Append(e.TimeNs).Max();
        var line = new StringBuilder();
        void Say(object value) => line.Append(CultureInfo.InvariantCulture, $"{value} ");
        if (_ids.Any(i => i.Id == e.Id && i.TimeNs >= clock - limits.DedupeHorizonNs))
            return "duplicate";
        Say(clock);
        // The oldest in the order of arrival go while they are too old, then as many as are too many.
        while (_ids.Count > 0 && (_ids[0].TimeNs < clock - limits.DedupeHorizonNs || _ids.Count >= limits.MaxDedupeIds))
            _ids.RemoveAt(0);
        _ids.Add((e.Id, e.TimeNs));

        var entered = _all.Where(o => o.Where).ToList();
        var numbers = entered.Where(o => !double.IsNaN(o.Number)).ToList();
        var texts = entered.Where(o => o.Text is not null).ToList();
        var (n, less) = InWindow(numbers, e.TimeNs);
        var v = n.Select(o => o.Number).ToList();
        var sum = v.Aggregate(0.0, (a, b) => a + b);
        var mean = v.Count == 0 ? double.NaN : sum / v.Count;
        var std = v.Count < 2 ? double.NaN : Math.Sqrt(v.Aggregate(0.0, (a, b) => a + ((b - mean) * (b - mean))) / (v.Count - 1));
        Say(
            $"{less} {v.Count} {sum:R} {mean:R} {v.DefaultIfEmpty(double.NaN).Min():R} {v.DefaultIfEmpty(double.NaN).Max():R} {std:R} {v.Distinct().Count()} {v.FirstOrDefault(double.NaN):R} {v.LastOrDefault(double.NaN):R}"
        );
        var (c, countLess) = InWindow(entered, e.TimeNs);
        Say($"{countLess} {c.Count}");
        var (t, textLess) = InWindow(texts, e.TimeNs);
        Say($"{textLess} {t.Count} {t.Select(o => o.Text).Distinct().Count()} '{t.FirstOrDefault()?.Text}' '{t.LastOrDefault()?.Text}'");

        var x = numbers.Select(o => o.Number).ToList();
        var all = x.Aggregate(0.0, (a, b) => a + b);
        Say(
            $"{x.Count} {all:R} {(x.Count == 0 ? double.NaN : all / x.Count):R} {x.DefaultIfEmpty(double.NaN).Min():R} {x.DefaultIfEmpty(double.NaN).Max():R} {entered.Count}"
        );
        var different = x.Distinct().Count();
        var differentTexts = texts.Select(o => o.Text).Distinct().Count();
        Say(
            $"{Math.Min(different, limits.MaxDistinct)} {different > limits.MaxDistinct} {Math.Min(differentTexts, limits.MaxDistinct)} {differentTexts > limits.MaxDistinct}"
        );
        Say(x.Count == 0 ? "none" : x[^1].ToString("R", CultureInfo.InvariantCulture));
        Say(texts.Count == 0 ? "none" : $"'{texts[^1].Text}'");
        var since = entered.Count == 0 ? double.NaN : (e.TimeNs - entered[^1].TimeNs) / 1e9;
        var gaps = entered.Skip(1).Zip(entered, (b, a) => (b.TimeNs - a.TimeNs) / 1e9).ToList();
        Say($"{since:R} {(gaps.Count == 0 ? double.NaN : gaps.Aggregate(0.0, (a, b) => a + b) / gaps.Count):R}");
        _all.Add(e);
        return line.ToString();
    }

    private (List<StateEvent> In, bool IsIncomplete) InWindow(List<StateEvent> entered, long timeNs)
    {
        var kept = new List<StateEvent>();
        var letGo = new List<long>();
        foreach (var e in entered)
        {
            kept = [.. kept.Append(e).OrderBy(o => o.TimeNs)];
            var oldest = kept.Max(o => o.TimeNs) - spec.LengthNs - limits.AllowedLatenessNs;
            letGo.AddRange(kept.Where(o => o.TimeNs < oldest).Select(o => o.TimeNs));
            kept.RemoveAll(o => o.TimeNs < oldest);
            var over = Math.Max(0, kept.Count - limits.MaxEntriesPerWindow);
            letGo.AddRange(kept.Take(over).Select(o => o.TimeNs));
            kept.RemoveRange(0, over);
        }

        bool AfterStart(long t) =>
            spec.Closed is WindowClosed.Left or WindowClosed.Both ? t >= timeNs - spec.LengthNs : t > timeNs - spec.LengthNs;
        bool BeforeEnd(long t) => spec.Closed is WindowClosed.Right or WindowClosed.Both ? t <= timeNs : t < timeNs;
        return ([.. kept.Where(o => AfterStart(o.TimeNs) && BeforeEnd(o.TimeNs))], letGo.Any(AfterStart));
    }
}
