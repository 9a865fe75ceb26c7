using StreamScoring.Documents;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Checking;

/// <summary>The models that one graph refers to, each looked up once.</summary>
internal sealed class ModelCatalog(Func<string, ModelLookup> find)
{
    private readonly Dictionary<string, ModelLookup> _byReference = new(StringComparer.Ordinal);
    private readonly List<IModel> _models = [];

    /// <summary>The models found, in the order of their first use.</summary>
    public IReadOnlyList<IModel> Models => _models;

    /// <summary>Looks a reference up.</summary>
    public ModelLookup Find(string reference)
    {
        if (_byReference.TryGetValue(reference, out var known))
            return known;
        var lookup = find(reference);
        _byReference.Add(reference, lookup);
        if (lookup.Model is { } model && !_models.Contains(model))
            _models.Add(model);
        return lookup;
    }

    /// <summary>The document by what it computes: without descriptions and simulator, and with models by the hash of their content.</summary>
    public DocumentMap Pin(DocumentMap root)
    {
        var receiver = Bare(root["receiver"]!);
        return ((DocumentMap)Bare(root))
            .Without(k => k == "simulator")
            .With("receiver", ((DocumentMap)receiver).With("columns", EachBare(((DocumentMap)receiver)["columns"]!)))
            .With("nodes", DocumentBuilding.Node(((DocumentList)root["nodes"]!).Items.Select(n => Pinned((DocumentMap)Bare(n)))))
            .With("outputs", EachBare(root["outputs"]!));
    }

    private DocumentMap Pinned(DocumentMap node) =>
        node["params"] is DocumentMap parameters
        && parameters["model"] is DocumentScalar { Value: string reference }
        && _byReference.TryGetValue(reference, out var lookup)
            ? node.With("params", parameters.With("model", DocumentBuilding.Node(lookup.Model!.Signature.Hash)))
            : node;

    private static DocumentNode Bare(DocumentNode node) => node is DocumentMap map ? map.Without(k => k == "description") : node;

    private static DocumentMap EachBare(DocumentNode map) =>
        DocumentBuilding.Map(((DocumentMap)map).Entries.Select(e => (e.Key, (object?)Bare(e.Value))));
}
