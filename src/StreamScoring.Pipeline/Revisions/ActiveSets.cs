namespace StreamScoring.Pipeline.Revisions;

/// <summary>
/// The active sets that a process can score with: the newest, which lanes go over to at a commit, and those that a partition's progress may name, so that a new owner
/// goes on under the set it was left with. Safe from any thread.
/// </summary>
public sealed class ActiveSets
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ActiveSet> _known = new(StringComparer.Ordinal);
    private readonly Func<string, ActiveSet?> _load;
    private volatile ActiveSet _newest;

    /// <summary>Starts with a set; <paramref name="load"/> finds others by hash (an artifact store), or gives null.</summary>
    public ActiveSets(ActiveSet first, Func<string, ActiveSet?>? load = null)
    {
        _newest = first;
        _known[first.Hash] = first;
        _load = load ?? (_ => null);
    }

    /// <summary>The set to go over to.</summary>
    public ActiveSet Newest => _newest;

    /// <summary>Makes a set the newest. Lanes take it with their next commit.</summary>
    public void Activate(ActiveSet set)
    {
        lock (_lock)
        {
            _known[set.Hash] = set;
            _newest = set;
        }
    }

    /// <summary>The set of that hash, loaded once, or null when this process cannot get it.</summary>
    public ActiveSet? Find(string hash)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(hash, out var known))
                return known;
            var loaded = _load(hash);
            if (loaded is not null)
                _known[hash] = loaded;
            return loaded;
        }
    }
}
