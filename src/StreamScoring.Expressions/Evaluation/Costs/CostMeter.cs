using StreamScoring.Expressions.Checking;

namespace StreamScoring.Expressions.Evaluation.Costs;

/// <summary>
/// Runs over a plan as an evaluation would, with how large values can be in the place of values, and counts the most operations: one for each node, and every step
/// that <see cref="Evaluator.Step"/> would be asked for.
/// </summary>
internal sealed class CostMeter(long events, long items, long textBytes, int slots)
{
    private readonly Extent?[] _slots = new Extent?[slots];

    /// <summary>The operations so far.</summary>
    public long Operations { get; private set; }

    /// <summary>Anything in the data.</summary>
    public Extent Data { get; } = Extent.Data(items, textBytes);

    /// <summary>A single value without text of its own.</summary>
    public Extent Scalar { get; } = Extent.Scalar(32);

    /// <summary>The history.</summary>
    public Extent Events => Extent.List(events, Data);

    /// <summary>A value of the data of a declared type.</summary>
    public Extent Typed(ExpressionType type) => Extent.Of(type, Data);

    /// <summary>What a slot holds.</summary>
    public Extent this[int slot]
    {
        get => _slots[slot] ?? Data;
        set => _slots[slot] = value;
    }

    /// <summary>Counts operations.</summary>
    public void Add(long operations) => Operations = Saturating.Plus(Operations, operations);

    /// <summary>Counts what a text operation pays.</summary>
    public void AddText(long bytes, long perByte = 1) => Add(Saturating.Plus(1, Saturating.Times(bytes, perByte) >> 6));

    /// <summary>Counts a look-up in an object.</summary>
    public void AddField(Extent target) => Add(target.All >> 6);

    /// <summary>The operations of one run of a part, which are not counted yet.</summary>
    public long Measure(Action part)
    {
        var before = Operations;
        Operations = 0;
        part();
        var cost = Operations;
        Operations = before;
        return cost;
    }

    /// <summary>Counts a part that is run so many times, a step each.</summary>
    public void Repeat(long times, Action part) => Add(Saturating.Times(times, Saturating.Plus(1, Measure(part))));

    /// <summary>Counts a part that is run for each item of a list.</summary>
    public Extent Each(Extent list, int slot, Node body)
    {
        var result = list.Item;
        this[slot] = list.Item;
        Repeat(list.Count, () => result = body.Cost(this));
        return result;
    }

    /// <summary>Counts comparing two values so many times: each entry of the one may be held against each of the other.</summary>
    public void Compare(Extent a, Extent b, long times = 1)
    {
        var text = 1 + (Math.Min(a.TextBytes, b.TextBytes) >> 6);
        var pairs = a.All == 1 || b.All == 1 ? Saturating.Plus(a.All, b.All) : Saturating.Times(a.All, b.All);
        Add(Saturating.Times(times, Saturating.Times(Saturating.Times(pairs, 2), text)));
    }
}
