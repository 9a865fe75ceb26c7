using StreamScoring.Expressions.Syntax;
using static StreamScoring.Tests.Expressions.Naive.NaiveValue;

namespace StreamScoring.Tests.Expressions.Naive;

/// <summary>A chain by trying every choice of events for every step.</summary>
internal sealed class NaiveChain(NaiveEvaluator e, ChainSyntax chain, NaiveScope? outer)
{
    private List<(DateTime At, object? Event)> _events = [];

    public bool Holds()
    {
        _events =
        [
            .. Items(e.Evaluate(chain.Source, outer))
                .Select(i => (Time: Time(e.PerItem(chain.Time, i, outer)), Event: i))
                .Where(x => x.Time is not null)
                .Select(x => (x.Time!.Start, x.Event))
                .OrderBy(x => x.Start),
        ];
        return Follow(0, 0, DateTime.MinValue, false, outer);
    }

    // The next step's first event lies at 'from' or later in the list, and after the time (or at it, at the end of an absence).
    private bool Follow(int step, int from, DateTime after, bool inclusive, NaiveScope? scope)
    {
        if (step == chain.Steps.Count)
            return true;
        if (chain.Steps[step] is AbsentSyntax absent)
        {
            var end = NaiveTimes.Shift(after, absent.Duration.Count, absent.Duration.Unit);
            return end <= e.World.Now
                && !_events.Skip(from).Any(x => x.At > after && x.At <= end && IsTrue(e.PerItem(absent.Condition, x.Event, scope)))
                && Follow(step + 1, from, end, true, scope);
        }

        var what = (WhatSyntax)chain.Steps[step];
        var fits = Enumerable.Range(from, _events.Count - from).Where(i => Meets(what, i, scope)).ToList();
        for (var first = 0; first < fits.Count; first++)
        {
            var at = _events[fits[first]].At;
            if (!(inclusive ? at >= after : at > after) || first + (what.Count ?? 1) > fits.Count)
                continue;
            var last = fits[first + (int)(what.Count ?? 1) - 1];
            var named =
                what.Name.Length == 0
                    ? scope
                    : new NaiveScope(
                        new(scope, what.Name, _events[last].Event),
                        "time of " + what.Name,
                        new NaiveTime(_events[last].At, null)
                    );
            if (Follow(step + 1, last + 1, _events[last].At, false, named))
                return true;
        }

        return false;
    }

    private bool Meets(WhatSyntax what, int i, NaiveScope? scope)
    {
        var inner = new NaiveScope(scope, null, _events[i].Event);
        return IsTrue(e.Evaluate(what.Condition, inner))
            && (what.Where is null || IsTrue(e.Evaluate(what.Where, inner)))
            && (what.When is null || NaiveTimes.Contains(what.When, _events[i].At, a => e.Anchor(a, inner)));
    }
}
