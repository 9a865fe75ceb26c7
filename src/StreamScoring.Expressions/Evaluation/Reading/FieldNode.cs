using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Reading;

/// <summary>A field of an item in a loop, which is what loops read most.</summary>
internal sealed class ItemFieldNode(int slot, FieldName name) : Node
{
    private readonly PathNode _path = new(new SlotNode(slot), [name]);

    /// <summary>The path with one field more.</summary>
    public PathNode Then(FieldName next) => _path.Then(next);

    public override Value Evaluate(Evaluator e)
    {
        ref readonly var item = ref e.Slots[slot];
        return item.Kind >= ValueKind.Map ? item.Source.Field(item, name) : _path.Evaluate(e);
    }
}

/// <summary>Fields one below the other; where a list is met, the fields of its items in one flat list without nulls.</summary>
internal sealed class PathNode(Node target, FieldName[] path) : Node
{
    /// <summary>The path with one field more.</summary>
    public PathNode Then(FieldName name) => new(target, [.. path, name]);

    public override Value Evaluate(Evaluator e)
    {
        var value = target.Evaluate(e);
        for (var i = 0; i < path.Length; i++)
        {
            if (value.Kind == ValueKind.List)
                return Spread(e, value, i);
            value = value.Field(path[i]);
        }

        return value;
    }

    private Value Spread(Evaluator e, Value list, int from)
    {
        for (var i = from; i < path.Length; i++)
        {
            var begin = e.Arena.Begin();
            for (var j = 0; j < list.Count && e.Step(); j++)
            {
                var field = list.Item(j).Field(path[i]);
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
