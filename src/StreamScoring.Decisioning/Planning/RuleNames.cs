using System.Collections.Immutable;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Resolves names within a rule set.</summary>
internal sealed class RuleNames
{
    private readonly DocumentErrors _errors;

    public RuleNames(RuleSetDocument document, DocumentErrors errors)
    {
        _errors = errors;
        Offers = Index(document.Offers.Select(o => o.Id));
        Strategies = Index(document.Strategies.Select(s => s.Id));
        Placements = Index(document.Placements.Select(p => p.Id));
        Layers = Index(document.Layers.Select(l => l.Id));
        Tags = [.. document.Offers.SelectMany(o => o.Tags).Distinct(StringComparer.Ordinal)];
    }

    public IReadOnlyDictionary<string, int> Offers { get; }

    public IReadOnlyDictionary<string, int> Strategies { get; }

    public IReadOnlyDictionary<string, int> Placements { get; }

    public IReadOnlyDictionary<string, int> Layers { get; }

    public ImmutableArray<string> Tags { get; }

    /// <summary>The position of a name; -1 with an error when nothing has it.</summary>
    public int Find(IReadOnlyDictionary<string, int> known, string name, string what, DocumentNode at)
    {
        if (known.TryGetValue(name, out var position))
            return position;
        _errors.Add(at, $"there is no {what} '{name}'{Suggestion.Hint(name, [.. known.Keys])}");
        return -1;
    }

    /// <summary>The positions of names that stand under a key of a map, one or a list of them; those not known are reported and left out.</summary>
    public ImmutableArray<int> FindAll(
        IReadOnlyDictionary<string, int> known,
        IReadOnlyList<string> names,
        string what,
        DocumentMap map,
        string key
    ) => [.. names.Select(n => Find(known, n, what, NodeOf(map, key, n))).Where(p => p >= 0)];

    /// <summary>Where a name stands under a key.</summary>
    public static DocumentNode NodeOf(DocumentMap map, string key, string name) =>
        map[key] switch
        {
            DocumentList list => list.Items.FirstOrDefault(i => i is DocumentScalar { Value: string s } && s == name) ?? list,
            { } node => node,
            null => map,
        };

    private static Dictionary<string, int> Index(IEnumerable<string> ids)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var id in ids)
            index.Add(id, index.Count);
        return index;
    }
}
