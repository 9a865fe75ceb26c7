using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Pandas;
using StreamScoring.Graphs.Nodes.Values;

namespace StreamScoring.Graphs.Nodes;

/// <summary>
/// scikit-learn's <c>OneHotEncoder.transform</c> on fitted categories: a vector of zeros and ones, the columns side by side. <c>categories</c> is the fitted list (of several columns: one
/// list each); a null or NaN among them is the category of missing values. <c>handle_unknown</c>: error (default; a fault of the row), ignore (zeros) or infrequent_if_exist.
/// <c>infrequent_categories</c> share one last element. <c>drop</c>: first, if_binary, or the category to drop of each column.
/// </summary>
internal static class OneHotEncoder
{
    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } =
        new("OneHotEncoder", "", ["cols", "categories", "infrequent_categories", "handle_unknown", "drop", "dtype", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        binding.Params.RequiredNode("into", "the name of the vector column to define");
        var inputs = binding.Inputs("cols");
        var unknown = binding.Params.Has("handle_unknown")
            ? binding.Params.Choice("handle_unknown", "error", "ignore", "infrequent_if_exist")
            : "error";
        var dtype = binding.Params.Has("dtype") ? binding.Params.Choice("dtype", "float32", "float64") : "float32";
        binding.Params.RequiredNode("categories", "the fitted list of categories");
        if (binding.Into("out") is not [var name] || inputs is null || unknown is null || dtype is null)
            return;
        var categories = PerColumn(binding, "categories", inputs.Count);
        var infrequent = binding.Params.Has("infrequent_categories")
            ? PerColumn(binding, "infrequent_categories", inputs.Count)
            : [.. inputs.Select(_ => (IReadOnlyList<Literal>)[])];
        if (categories is null || infrequent is null || Drops(binding, categories) is not { } drops)
            return;
        var elements = new List<string>();
        var encodings = new List<OneHotEncoding>();
        for (var i = 0; i < inputs.Count; i++)
        {
            if (!Check(binding, inputs[i], categories[i], infrequent[i]))
                return;
            var encoding = new OneHotEncoding(
                new Operand(inputs[i]),
                Beside(inputs[i], categories[i]),
                Beside(inputs[i], infrequent[i]),
                drops[i],
                unknown,
                elements.Count,
                UnknownFault(binding, inputs[i])
            );
            elements.AddRange(encoding.Elements.Select(e => $"{inputs[i].Name}={e}"));
            encodings.Add(encoding);
        }

        if (elements.Count == 0)
        {
            binding.Fail(binding.Params.Node("categories"), "no category is left to encode");
            return;
        }

        var output = binding.Output(
            name,
            ColumnShape.Vector(dtype == "float32" ? ColumnType.Float32 : ColumnType.Float64, elements.Count),
            null,
            elements
        );
        binding.Stage(_ =>
            dtype == "float32"
                ? new OneHotStage<float>([.. encodings], output.Slot, 1)
                : new OneHotStage<double>([.. encodings], output.Slot, 1)
        );
    }

    private static IReadOnlyList<Literal> Beside(ColumnRef input, IReadOnlyList<Literal> categories) =>
        [.. categories.Select(c => c.Beside(input.Shape.Type))];

    private static Fault UnknownFault(NodeBinding binding, ColumnRef input) =>
        NodeFaults.Of(binding.Node.Id, $"column '{input.Name}' holds a category that was not seen when the encoder was fitted");

    private static bool Check(NodeBinding binding, ColumnRef input, IReadOnlyList<Literal> categories, IReadOnlyList<Literal> infrequent)
    {
        if (
            !binding.RequireScalar(
                input,
                binding.Params.Node("cols"),
                ColumnType.Text,
                ColumnType.Int64,
                ColumnType.Float32,
                ColumnType.Float64,
                ColumnType.Boolean
            )
        )
            return false;
        var wrong = categories.Concat(infrequent).FirstOrDefault(c => !c.IsMissing && !LiteralSet.CanMatch(input.Shape.Type, c));
        if (wrong is not null)
            binding.Fail(
                binding.Params.Node("categories"),
                $"column '{input.Name}' is {input.Shape} and can never hold a category that is {wrong.Kind}"
            );
        if (categories.Count(c => c.IsMissing) > 1)
            binding.Fail(binding.Params.Node("categories"), "null and NaN are one category in typed columns: give only one of them");
        return wrong is null && categories.Count(c => c.IsMissing) <= 1;
    }

    // Of one column the list may stand alone.
    private static IReadOnlyList<IReadOnlyList<Literal>>? PerColumn(NodeBinding binding, string param, int columns)
    {
        if (binding.Params.List(param) is not { } items)
            return null;
        if (columns == 1 && !items.Any(i => i is DocumentList))
            return Isin.Constants(binding, param) is { } alone ? [alone] : null;
        if (items.Count != columns || items.Any(i => i is not DocumentList))
        {
            binding.Fail(binding.Params.Node(param), $"expected {columns} lists, one for each column");
            return null;
        }

        var lists = items.Select(i => (IReadOnlyList<Literal?>)[.. ((DocumentList)i).Items.Select(Literal.Of)]).ToList();
        if (lists.TrueForAll(l => !l.Contains(null)))
            return [.. lists.Select(l => (IReadOnlyList<Literal>)[.. l.OfType<Literal>()])];
        binding.Fail(binding.Params.Node(param), "a category is one constant, not a list or map");
        return null;
    }

    // Per column the position of the dropped category, or -1.
    private static int[]? Drops(NodeBinding binding, IReadOnlyList<IReadOnlyList<Literal>> categories)
    {
        switch (binding.Params.Node("drop"))
        {
            case null or DocumentScalar { Value: null }:
                return [.. categories.Select(_ => -1)];
            case DocumentScalar { Value: "first" }:
                return [.. categories.Select(_ => 0)];
            case DocumentScalar { Value: "if_binary" }:
                return [.. categories.Select(c => c.Count == 2 ? 0 : -1)];
            case DocumentList list when list.Items.Length == categories.Count:
                var drops = new int[categories.Count];
                for (var i = 0; i < drops.Length; i++)
                {
                    var text = Literal.Of(list.Items[i]) is { } literal ? OneHotEncoding.TextOf(literal) : "";
                    drops[i] = categories[i].Select(OneHotEncoding.TextOf).ToList().IndexOf(text);
                    if (drops[i] < 0)
                        binding.Fail(list.Items[i], "this is not among the categories of its column");
                }

                return drops.Contains(-1) ? null : drops;
            case { } other:
                binding.Fail(other, "expected first, if_binary, or a list with the category to drop of each column");
                return null;
        }
    }
}
