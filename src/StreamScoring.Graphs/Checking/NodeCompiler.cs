using StreamScoring.Documents;
using StreamScoring.Graphs.Nodes;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;

namespace StreamScoring.Graphs.Checking;

/// <summary>Binds the nodes of one graph in order. A node that computes what an earlier one computes takes that one's columns.</summary>
internal sealed class NodeCompiler(Scope scope, ModelCatalog models, DocumentErrors errors)
{
    private static readonly Dictionary<string, string> Misplaced = new(StringComparer.Ordinal)
    {
        ["Receiver"] = "a deployed graph declares what it reads under 'receiver:', not as a node",
        ["Simulator"] = "a deployed graph declares test events under 'simulator:', not as a node",
        ["JsonToDataframe"] = "events are decoded before the graph: declare the fields it reads under 'receiver:' and remove this node",
        ["Split"] = "splitting into training and test rows belongs to training: remove this node, its input columns are the ones to use",
        ["ModelUpload"] =
            "a deployed graph does not upload: publish the model with 'streamscoring deploy' and name it in an ONNXNode as 'model:'",
    };

    private readonly Dictionary<string, PlannedNode> _byProvenance = new(StringComparer.Ordinal);
    private readonly List<PlannedNode> _planned = [];

    /// <summary>The nodes to run, in order.</summary>
    public IReadOnlyList<PlannedNode> Planned => _planned;

    /// <summary>Checks a node and defines its columns.</summary>
    public void Add(GraphNode node)
    {
        if (Kind(node) is not { } kind)
        {
            DefineUnknown(node);
            return;
        }

        var before = errors.Count;
        var slots = scope.Slots.Count;
        foreach (var entry in node.Params.Entries.Where(e => !kind.Params.Contains(e.Key, StringComparer.Ordinal)))
            errors.Add(
                DocumentNode.PathOf(node.Params.Path, entry.Key),
                entry.KeyPosition,
                $"node '{node.Id}': {kind.Name} has no parameter '{entry.Key}'{Suggestion.Hint(entry.Key, kind.Params)}"
            );
        var binding = new NodeBinding(node, scope, models, errors);
        kind.Bind(binding);
        if (binding.Open is null || errors.Count > before)
        {
            DefineUnknown(node);
            foreach (var output in binding.Outputs)
                scope.DefineUnknown(output.Name);
            return;
        }

        Define(node, binding, slots);
    }

    private void Define(GraphNode node, NodeBinding binding, int slots)
    {
        var provenance = binding.Provenance();
        if (_byProvenance.TryGetValue(provenance, out var same))
        {
            scope.TakeBack(slots);
            foreach (var (mine, theirs) in binding.Outputs.Zip(same.Outputs))
                scope.Define(mine.Name, theirs with { Name = mine.Name, Base = mine.Base, Elements = mine.Elements });
            return;
        }

        for (var i = 0; i < binding.Outputs.Count; i++)
        {
            binding.Outputs[i].Provenance = $"{provenance}#{i}";
            scope.Define(binding.Outputs[i].Name, binding.Outputs[i]);
        }

        for (var i = 0; i < binding.States.Count; i++)
        {
            var state = binding.States[i];
            state.Definition = new StateDefinition(state.Kind, CanonicalForm.ContentHash($"{state.Kind}#{i}:{provenance}"));
        }

        var planned = new PlannedNode(node.Id, provenance, [.. binding.Outputs], [.. binding.States], binding.Uses, binding.Open!);
        _byProvenance.Add(provenance, planned);
        _planned.Add(planned);
    }

    private NodeKind? Kind(GraphNode node)
    {
        if (NodeCatalog.Find(node.Kind, node.Op) is { } kind)
            return kind;
        var ops = NodeCatalog.Kinds.Where(k => string.Equals(k.Node, node.Kind, StringComparison.Ordinal)).Select(k => k.Op).ToList();
        if (Misplaced.TryGetValue(node.Kind, out var instead))
            errors.Add(node.Source["node"]!, $"node '{node.Id}' is a {node.Kind}: {instead}");
        else if (ops.Count == 0)
        {
            var kinds = NodeCatalog.Kinds.Select(k => k.Node).Distinct(StringComparer.Ordinal).ToList();
            errors.Add(
                node.Source["node"]!,
                $"node '{node.Id}': there is no kind of node '{node.Kind}'{Suggestion.Hint(node.Kind, kinds)}"
            );
        }
        else if (ops is [""])
            errors.Add(node.Source["op"] ?? node.Source, $"node '{node.Id}': {node.Kind} has no operations: leave out 'op'");
        else if (node.Op.Length == 0)
            errors.Add(node.Source, $"node '{node.Id}': 'op' is missing: expected one of {string.Join(", ", ops)}");
        else
        {
            var near = Suggestion.For(node.Op, ops) is { } name ? $"did you mean '{name}'?" : $"known are {string.Join(", ", ops)}";
            errors.Add(node.Source["op"]!, $"node '{node.Id}': {node.Kind} has no operation '{node.Op}'; {near}");
        }

        return null;
    }

    // The names that a failed node would have defined, as far as they can be told, so that its readers are not reported too. Where it would have mended a column
    // in place, the older one stands in for it: what is wrong with its readers must show at once.
    private void DefineUnknown(GraphNode node)
    {
        if (
            node.Params["into"] is null
            && node.Params["outputs"] is null
            && node.Op is not ("astype" or "dt" or "isin" or "isna" or "list" or "map" or "str")
        )
            return;
        foreach (var param in (string[])["into", "cols", "outputs"])
        {
            var names = node.Params[param] switch
            {
                DocumentList list => list.Items,
                DocumentMap map => map.Entries.Select(e => e.Value),
                { } one => [one],
                null => [],
            };
            foreach (var name in names.OfType<DocumentScalar>().Select(n => n.Value).OfType<string>())
                scope.DefineUnknown(name);
            if (param == "into" && node.Params["into"] is not null)
                return;
        }
    }
}
