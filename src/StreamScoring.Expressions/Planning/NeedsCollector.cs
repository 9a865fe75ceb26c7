using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning;

/// <summary>Gathers what an expression needs while it is planned.</summary>
internal sealed class NeedsCollector
{
    private readonly SortedSet<string> _root = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _events = new(StringComparer.Ordinal);
    private readonly HashSet<Origin> _present = [];
    private readonly SortedSet<string> _contexts = new(StringComparer.Ordinal);
    private readonly SortedSet<int> _columns = [];
    private readonly SortedSet<string> _segments = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _tables = new(StringComparer.Ordinal);
    private readonly List<ScoreNeed> _scores = [];

    /// <summary>Whether the moment of evaluation is read.</summary>
    public bool Now { get; set; }

    public void Read(Origin origin)
    {
        Paths(origin.Root)?.Add(origin.Path);
    }

    /// <summary>Notes that it matters whether a value is there, and how many items it has, which any field below tells as well.</summary>
    public void Present(Origin origin)
    {
        if (origin.Path.Length > 0)
            _present.Add(origin);
    }

    public void Column(int index) => _columns.Add(index);

    public void Segment(string id) => _segments.Add(id);

    public void Table(string name) => _tables.Add(name);

    /// <summary>The position of a score among the needs.</summary>
    public int Score(ScoreNeed need)
    {
        var at = _scores.IndexOf(need);
        if (at >= 0)
            return at;
        _scores.Add(need);
        return _scores.Count - 1;
    }

    public ExpressionNeeds Result(SyntaxNode syntax, IEnumerable<string> contexts)
    {
        foreach (var origin in _present)
        {
            var below = origin.Path + ".";
            if (Paths(origin.Root) is { } paths && !paths.Any(p => p.StartsWith(below, StringComparison.Ordinal)))
                paths.Add(origin.Path);
        }

        var history = HistoryFinder.Find(syntax, contexts);
        return new()
        {
            RootFields = [.. _root],
            EventFields = [.. _events],
            ContextFields = [.. _contexts],
            Columns = [.. _columns],
            HistoryNs = history.WindowNs,
            Aggregates = history.Aggregates,
            Events = history.Events,
            Scores = [.. _scores],
            Segments = [.. _segments],
            Tables = [.. _tables],
            Now = Now,
        };
    }

    private SortedSet<string>? Paths(OriginRoot root) =>
        root switch
        {
            OriginRoot.Root => _root,
            OriginRoot.Event => _events,
            OriginRoot.Context => _contexts,
            _ => null,
        };
}
