using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary>
/// <c>Series.map(dict)</c>: each value becomes what <c>arg</c> gives for it; what it lacks becomes missing. <c>arg</c> is a list of [key, value], so that keys keep their
/// type, or a map when all keys are text.
/// </summary>
internal static class Map
{
    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "map", ["cols", "arg", "na_action", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        var pairs = Pairs(binding);
        var ignoreMissing =
            binding.Params.Node("na_action") is not null and not DocumentScalar { Value: null }
            && binding.Params.Choice("na_action", "ignore") is not null;
        if (PandasColumns.ReadOne(binding) is not var (input, name) || pairs is null)
            return;
        if (ValueType([.. pairs.Select(p => p.Value)]) is not { } type)
        {
            binding.Fail(binding.Params.Node("arg"), "the values must be of one type: all numbers, all text, or all true and false");
            return;
        }

        foreach (var (key, _, at) in pairs)
        {
            if (key.IsMissing && !Types.IsNumber(input.Shape.Type))
                binding.Fail(at, "a missing key would have to tell null from NaN, which only numbers can: fill the column first");
            else if (!LiteralSet.CanMatch(input.Shape.Type, key))
                binding.Warn(at, $"column '{input.Name}' is {input.Shape}: a key that is {key.Kind} can never be in it");
        }

        var output = binding.Output(name, ColumnShape.Scalar(type));
        var value = new Operand(input);
        var keys = new LiteralSet(value, [.. pairs.Select(p => p.Key)]);
        Operand[] values = [.. pairs.Select(p => new Operand(p.Value, type))];
        binding.Stage(_ => new ChooseStage(
            output,
            (frame, row) =>
            {
                if (ignoreMissing && value.IsMissing(frame, row))
                    return null;
                var found = keys.Find(frame, row);
                return found < 0 ? null : values[found];
            }
        ));
    }

    private static List<(Literal Key, Literal Value, DocumentNode At)>? Pairs(NodeBinding binding)
    {
        var arg = binding.Params.RequiredNode("arg", "a list of [key, value], or a map");
        // A later pair of the same key counts, as in a Python dict: so the first one found must be the last.
        var pairs = new List<(Literal, Literal, DocumentNode)>();
        var wrong = arg is null;
        IEnumerable<(DocumentNode? Key, DocumentNode? Value, DocumentNode At)> entries = arg switch
        {
            DocumentList list => list.Items.Select(i =>
                i is DocumentList { Items: [var k, var v] } ? (k, v, i) : (null, (DocumentNode?)null, i)
            ),
            DocumentMap map => map.Entries.Select(e => ((DocumentNode?)DocumentBuilding.Node(e.Key), (DocumentNode?)e.Value, e.Value)),
            null => [],
            _ => [(null, null, arg)],
        };
        foreach (var (key, value, at) in entries.Reverse())
        {
            if (key is not null && value is not null && Literal.Of(key) is { } k && Literal.Of(value) is { } v)
                pairs.Add((k, v, at));
            else
            {
                binding.Fail(at, "expected a pair [key, value] of two constants");
                wrong = true;
            }
        }

        return wrong ? null : pairs;
    }

    // An empty dict gives a float column of missing values, as in pandas.
    private static ColumnType? ValueType(IReadOnlyList<Literal> values)
    {
        ColumnType? type = null;
        foreach (var value in values.Where(v => v.Type is not null))
        {
            var common = type is { } known ? Types.Common(known, value.Type!.Value) : value.Type;
            if (common is null)
                return null;
            type = common;
        }

        return type ?? ColumnType.Float64;
    }
}
