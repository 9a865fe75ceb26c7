using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Reading;

/// <summary>One field of a path.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it is declared to be, in one object.</param>
/// <param name="Of">What it is asked of is declared to be; of a list it is the field of each item.</param>
internal sealed record FieldStep(FieldName Name, ExpressionType Type, TypeKind Of);

/// <summary>A field of an item in a loop, which is what loops read most.</summary>
internal sealed class ItemFieldNode(int slot, FieldStep field) : Node
{
    private readonly PathNode _path = new(new SlotNode(slot), [field]);
    private readonly FieldName _name = field.Name;

    /// <summary>The path with one field more.</summary>
    public PathNode Then(FieldStep next) => _path.Then(next);

    public override Value Evaluate(Evaluator e)
    {
        ref readonly var item = ref e.Slots[slot];
        return item.Kind >= ValueKind.Map ? e.Field(item, _name) : _path.Evaluate(e);
    }

    public override Extent Cost(CostMeter meter) => _path.Cost(meter);
}

/// <summary>Fields one below the other; where a list is met, the fields of its items in one flat list without nulls.</summary>
/// <param name="target">What the path begins in.</param>
/// <param name="steps">The fields.</param>
internal sealed class PathNode(Node target, FieldStep[] steps) : Node
{
    private readonly FieldName[] _path = [.. steps.Select(s => s.Name)];

    /// <summary>The path with one field more.</summary>
    public PathNode Then(FieldStep next) => new(target, [.. steps, next]);

    public override Value Evaluate(Evaluator e)
    {
        var value = target.Evaluate(e);
        for (var i = 0; i < _path.Length; i++)
        {
            if (value.Kind == ValueKind.List)
                return Spread(e, value, i);
            value = e.Field(value, _path[i]);
        }

        return value;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        var extent = target.Cost(meter);
        foreach (var step in steps)
        {
            var field = meter.Typed(step.Type);
            // What is nothing but data holds the fields of its items among all that lies in it.
            var isData = ReferenceEquals(extent, meter.Data);
            if (isData && step.Of is TypeKind.Object or TypeKind.Map)
            {
                meter.AddField(extent);
                extent = field;
                continue;
            }

            var isList = isData ? step.Of == TypeKind.List && !ReferenceEquals(field, meter.Data) : extent.Count > 1;
            var count = isList ? Saturating.Times(extent.Count, field.Count) : field.Count;
            meter.Add(Saturating.Plus(extent.Count, count));
            meter.Add(Saturating.Times(extent.Count, 1 + (extent.Item.All >> 6)));
            extent = isList ? Extent.List(count, field.Item) : field;
        }

        return extent;
    }

    private Value Spread(Evaluator e, Value list, int from)
    {
        for (var i = from; i < _path.Length; i++)
        {
            var begin = e.Arena.Begin();
            for (var j = 0; j < list.Count && e.Step(); j++)
            {
                var field = e.Field(list.Item(j), _path[i]);
                if (field.Kind == ValueKind.List)
                    Flatten(e, field);
                else if (!field.IsNull)
                    e.Arena.Add(field);
            }

            list = e.Arena.EndList(begin);
        }

        return list;
    }

    private static void Flatten(Evaluator e, in Value list)
    {
        for (var i = 0; i < list.Count && e.Step(); i++)
        {
            if (list.Item(i) is { IsNull: false } item)
                e.Arena.Add(item);
        }
    }
}
