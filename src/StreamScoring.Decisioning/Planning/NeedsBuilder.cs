using System.Collections.Immutable;
using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Planning;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Gathers what all expressions of a rule set need.</summary>
internal sealed class NeedsBuilder(IReadOnlyDictionary<string, IReadOnlyList<string>> services)
{
    private readonly SortedDictionary<string, EventFieldNeed> _fields = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _profile = new(StringComparer.Ordinal) { Consent.Collect, Consent.Personalize };
    private readonly SortedSet<string> _tables = new(StringComparer.Ordinal);
    private readonly List<ScoreNeed> _scores = [];
    private long _historyNs;

    /// <summary>A field of events, kept for so long.</summary>
    public void Field(string path, ProjectedField field, long windowNs) =>
        _fields[path] = new(path, field, Math.Max(windowNs, _fields.GetValueOrDefault(path)?.WindowNs ?? 0));

    /// <summary>What an expression reads besides events; the positions of its scores.</summary>
    public ImmutableArray<int> Add(ExpressionNeeds needs)
    {
        // Memberships are a source of their own, no field of the profile.
        _profile.UnionWith(needs.RootFields.Where(f => f != "segmentMembership"));
        _tables.UnionWith(needs.Tables);
        _historyNs = Math.Max(_historyNs, needs.HistoryNs);
        return [.. needs.Scores.Select(Score)];
    }

    /// <summary>The position of a score; that of the default output counts as named.</summary>
    public int Score(ScoreNeed need)
    {
        var named = need with { Output = need.Output ?? services[need.Service][0] };
        var at = _scores.IndexOf(named);
        if (at >= 0)
            return at;
        _scores.Add(named);
        return _scores.Count - 1;
    }

    /// <summary>All of it.</summary>
    public RuleNeeds Result() =>
        new()
        {
            EventFields = [.. _fields.Values],
            HistoryNs = _historyNs,
            Scores = [.. _scores],
            ProfileFields = [.. _profile],
            Tables = [.. _tables],
        };
}
