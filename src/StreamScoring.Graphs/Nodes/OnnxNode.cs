using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes;

/// <summary>
/// Runs a model. <c>inputs</c> gives for each input of the model the columns laid side by side to make its row: scalars and vectors in order; <c>outputs</c> names the column that takes
/// each wanted output. An output with one value a row is a scalar column, any other a vector.
/// </summary>
internal static class OnnxNode
{
    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("ONNXNode", "", ["model", "inputs", "outputs"], Bind);

    private static void Bind(NodeBinding binding)
    {
        var inputs = binding.Params.Section(binding.Params.RequiredNode("inputs", "a map of the model's inputs to lists of columns"));
        var outputs = binding.Params.Section(
            binding.Params.RequiredNode("outputs", "a map of the model's outputs to the columns that take them")
        );
        // Columns are looked up before the model, so that wrong names show although the model is not there.
        var wired = inputs?.Map.Entries.Select(e => (e.Key, e.Value, Columns: Columns(binding, inputs, e.Key))).ToList();
        var model = binding.Model("model");
        if (model is null || wired is null || outputs is null)
            return;
        var columns = new List<IReadOnlyList<ColumnRef>>();
        foreach (
            var (name, node, _) in wired.Where(w =>
                !model.Signature.Inputs.Any(i => string.Equals(i.Name, w.Key, StringComparison.Ordinal))
            )
        )
            binding.Fail(node, $"the model has no input '{name}'{Suggestion.Hint(name, [.. model.Signature.Inputs.Select(i => i.Name)])}");
        foreach (var input in model.Signature.Inputs)
        {
            var given = wired.Find(w => string.Equals(w.Key, input.Name, StringComparison.Ordinal));
            if (given.Value is null)
                binding.Fail(inputs!.Map, $"the model's input '{input.Name}' is not given");
            else if (given.Columns is { } found && ModelWiring.Check(binding, input, found, given.Value))
                columns.Add(found);
        }

        var targets = Outputs(binding, outputs, model.Signature);
        if (columns.Count < model.Signature.Inputs.Count || targets is null)
            return;
        ModelWiring.CompareFeatures(binding, model.Signature, columns.Count > 0 ? columns[0] : []);
        binding.Use(model, columns, targets);
        binding.Stage(opening => new ModelStage(model, columns, targets, opening));
    }

    private static IReadOnlyList<ColumnRef>? Columns(NodeBinding binding, MapReader inputs, string input)
    {
        var columns = (inputs.OneOrMany(input) ?? []).Select(binding.Column).ToList();
        if (columns.Count == 0)
            binding.Fail(inputs.Map[input], $"input '{input}' needs at least one column");
        return columns.Count == 0 || columns.Contains(null) ? null : [.. columns.OfType<ColumnRef>()];
    }

    private static List<(string Output, ColumnRef Column)>? Outputs(NodeBinding binding, MapReader outputs, ModelSignature signature)
    {
        var targets = new List<(string, ColumnRef)>();
        if (outputs.Map.Entries.IsEmpty)
            binding.Fail(
                outputs.Map,
                $"name at least one output; the model has {string.Join(", ", signature.Outputs.Select(o => o.Name))}"
            );
        // Sorted, so that two nodes that differ only in the order of outputs are one.
        foreach (var (name, _, node) in outputs.Map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            var known = signature.Outputs.FirstOrDefault(o => string.Equals(o.Name, name, StringComparison.Ordinal));
            if (known is null)
                binding.Fail(node, $"the model has no output '{name}'{Suggestion.Hint(name, [.. signature.Outputs.Select(o => o.Name)])}");
            if (outputs.Text(node) is not { } column || known is null)
                continue;
            if (known.RowSize < 1)
            {
                binding.Fail(node, $"output '{name}' has no fixed number of values a row and cannot be a column");
                continue;
            }

            var type = ModelSignature.ColumnTypeOf(known.Type);
            var shape = known.RowSize == 1 ? ColumnShape.Scalar(type) : ColumnShape.Vector(type, known.RowSize);
            if (targets.Exists(t => string.Equals(t.Item2.Name, column, StringComparison.Ordinal)))
                binding.Fail(node, $"two outputs go to the column '{column}'");
            binding.Local(node);
            targets.Add((name, binding.Output(column, shape, null, [.. known.Labels.Select(l => $"{column}={l}")])));
        }

        return targets.Count == outputs.Map.Entries.Length && targets.Count > 0 ? targets : null;
    }
}
