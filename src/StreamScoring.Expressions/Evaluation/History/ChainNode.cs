using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Evaluation.Dates;
using StreamScoring.Expressions.Evaluation.Lists;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Times;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.History;

/// <summary>One step of a chain.</summary>
/// <param name="Slot">What is in scope for the conditions, and afterwards the step's (last) event.</param>
/// <param name="Condition">What an event must meet.</param>
/// <param name="When">When it must have occurred, or null.</param>
/// <param name="Count">How many such events.</param>
/// <param name="Absence">For a step that no event may meet: for how long; else null.</param>
internal sealed record ChainStep(int Slot, Node Condition, TimeRange? When, long Count, DurationSyntax? Absence);

/// <summary>
/// Whether events that meet the steps follow one another strictly in time. A step of several events begins at any event that meets it and takes the next ones that do;
/// its time is that of the last. A step of absence holds when that long after the step before has passed and no event met it since; the next step begins where it ends.
/// Where no step looks at an earlier one, the earliest events are as good as any; otherwise all beginnings are tried.
/// </summary>
internal sealed class ChainNode(Node source, int timeSlot, Node time, ChainStep[] steps, bool greedy) : TestNode
{
    public override bool Test(Evaluator e)
    {
        var items = new Items(source.Evaluate(e));
        var begin = e.Arena.Begin();
        var count = Sort(e, items, begin);
        var found = Follow(e, begin, count, 0, 0, long.MinValue);
        e.Arena.Drop(begin);
        return found;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var list = source.Cost(meter);
        meter[timeSlot] = list.Item;
        meter.Repeat(list.Count, () => time.Cost(meter));
        // Putting in order what comes in the opposite order.
        meter.Add(Saturating.Times(list.Count, list.Count));
        foreach (var step in steps)
            meter[step.Slot] = list.Item;
        meter.Add(Follow(meter, list.Count, 0));
        return meter.Scalar;
    }

    private long Follow(CostMeter meter, long count, int step)
    {
        if (step == steps.Length)
            return 1;
        var current = steps[step];
        var each = Saturating.Plus(
            1,
            meter.Measure(() =>
            {
                current.When?.Cost(meter);
                current.Condition.Cost(meter);
            })
        );
        var rest = Follow(meter, count, step + 1);
        var look = Saturating.Times(count, each);
        if (current.Absence is not null)
            return Saturating.Plus(look, rest);
        var complete = Saturating.Plus(current.Count > 1 ? look : 0, rest);
        return Saturating.Plus(look, greedy ? complete : Saturating.Times(count, complete));
    }

    // Leaves (time, event) pairs in the order of time, those of equal time in order of arrival.
    private int Sort(Evaluator e, Items items, int begin)
    {
        var (count, isSorted, last) = (0, true, long.MinValue);
        for (var i = 0; i < items.Count && e.Step(); i++)
        {
            var item = items[i];
            e.Slots[timeSlot] = item;
            if (!Coercion.TryTime(time.Evaluate(e), out var at))
                continue;
            e.Arena.Add(Value.Of(at.TimeNs));
            e.Arena.Add(item);
            isSorted &= at.TimeNs >= last;
            last = at.TimeNs;
            count++;
        }

        if (isSorted)
            return count;
        // Events mostly come in order, and late ones not by much.
        for (var i = 1; i < count; i++)
        {
            var pairs = e.Arena.Collected(begin);
            var (key, item) = (pairs[2 * i], pairs[(2 * i) + 1]);
            var at = i;
            for (; at > 0 && pairs[2 * (at - 1)].Integer > key.Integer && e.Step(); at--)
                (pairs[2 * at], pairs[(2 * at) + 1]) = (pairs[2 * (at - 1)], pairs[(2 * at) - 1]);
            (pairs[2 * at], pairs[(2 * at) + 1]) = (key, item);
        }

        return count;
    }

    /// <summary>Whether the steps from <paramref name="step"/> on can be met by events from <paramref name="from"/> on, later than <paramref name="after"/>.</summary>
    private bool Follow(Evaluator e, int begin, int count, int step, int from, long after)
    {
        if (step == steps.Length)
            return true;
        var current = steps[step];
        if (current.Absence is { } absence)
            return IsAbsent(e, begin, count, current, from, after, absence, out var end)
                && Follow(e, begin, count, step + 1, from, end - 1);
        for (var i = from; i < count && e.Step(); i++)
        {
            if (At(e, begin, i) <= after || !Meets(e, begin, i, current))
                continue;
            if (Complete(e, begin, count, current, i) is not (>= 0 and var last))
                return false;
            var at = At(e, begin, last);
            if (Follow(e, begin, count, step + 1, last + 1, at))
                return true;
            if (greedy)
                return false;
        }

        return false;
    }

    // The position of the last event of a step that begins at an event that meets it; -1 when there are not enough.
    private static int Complete(Evaluator e, int begin, int count, ChainStep step, int first)
    {
        var last = first;
        for (var (left, i) = (step.Count - 1, first + 1); left > 0; i++)
        {
            if (i >= count || !e.Step())
                return -1;
            if (!Meets(e, begin, i, step))
                continue;
            left--;
            last = i;
        }

        e.Slots[step.Slot] = Event(e, begin, last);
        return last;
    }

    private static bool IsAbsent(
        Evaluator e,
        int begin,
        int count,
        ChainStep step,
        int from,
        long after,
        DurationSyntax absence,
        out long end
    )
    {
        end = UtcCalendar.Shift(after, absence.Count, absence.Unit);
        if (end > e.Input.NowNs)
            return false;
        for (var i = from; i < count && e.Step(); i++)
        {
            var at = At(e, begin, i);
            if (at > end)
                break;
            if (at <= after)
                continue;
            e.Slots[step.Slot] = Event(e, begin, i);
            if (step.Condition.Test(e))
                return false;
        }

        return !e.OutOfSteps;
    }

    private static bool Meets(Evaluator e, int begin, int i, ChainStep step)
    {
        if (step.When is not null && !step.When.Contains(e, At(e, begin, i)))
            return false;
        e.Slots[step.Slot] = Event(e, begin, i);
        return step.Condition.Test(e);
    }

    private static long At(Evaluator e, int begin, int i) => e.Arena.Collected(begin)[2 * i].Integer;

    private static Value Event(Evaluator e, int begin, int i) => e.Arena.Collected(begin)[(2 * i) + 1];
}
