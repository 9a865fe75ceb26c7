using StreamScoring.Decisioning.Experiments;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Segments;

/// <summary>That a key entered a segment or left it.</summary>
/// <param name="Segment">The segment, by its position among those that were evaluated together.</param>
/// <param name="IsEntry">Whether it entered.</param>
/// <param name="SinceNs">Of an entry its own time; of an exit since when the key had been in it, ns of event time.</param>
public readonly record struct Transition(int Segment, bool IsEntry, long SinceNs);

/// <summary>
/// Compares the segments that hold with those that a key is in, and brings the key's memberships up to date. For segments that are evaluated together; what a key is in
/// beside them stays. One a lane, reused; allocates nothing once it has grown.
/// </summary>
public sealed class SegmentTransitions
{
    private readonly Memberships _memberships;
    private readonly ulong[] _ids;
    private readonly (ulong Id, int Segment)[] _byId;
    private readonly bool[] _holds;
    private Transition[] _transitions = new Transition[16];
    private int _count;

    /// <summary>The transitions of some segments. Throws <see cref="ArgumentException"/> when two names cannot be told apart.</summary>
    public SegmentTransitions(Memberships memberships, IReadOnlyList<string> segments)
    {
        _memberships = memberships;
        _ids = [.. segments.Select(Ids.Of)];
        _byId = [.. _ids.Select((id, i) => (id, i)).OrderBy(p => p.id)];
        for (var i = 1; i < _byId.Length; i++)
        {
            if (_byId[i].Id == _byId[i - 1].Id)
                throw new ArgumentException(
                    $"segments '{segments[_byId[i - 1].Segment]}' and '{segments[_byId[i].Segment]}' cannot be told apart: rename one",
                    nameof(segments)
                );
        }

        _holds = new bool[_ids.Length];
    }

    /// <summary>The segment of an id by its position; -1 when it is none of these.</summary>
    public int Find(ulong id)
    {
        int low = 0,
            high = _byId.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_byId[middle].Id < id)
                low = middle + 1;
            else
                high = middle;
        }

        return low < _byId.Length && _byId[low].Id == id ? _byId[low].Segment : -1;
    }

    /// <summary>Brings a key's memberships up to date and gives what changed, in the order of the segments. Valid until the next call. For entry -1, nothing.</summary>
    /// <param name="state">The state.</param>
    /// <param name="entry">The key's entry.</param>
    /// <param name="holding">The segments that hold, by position, each once.</param>
    /// <param name="nowNs">The moment of evaluation, ns of event time.</param>
    public ReadOnlySpan<Transition> Apply(KeyedState state, int entry, ReadOnlySpan<int> holding, long nowNs)
    {
        _count = 0;
        if (entry < 0)
            return default;
        foreach (var segment in holding)
        {
            _holds[segment] = true;
            if (!_memberships.Contains(state, entry, _ids[segment], out _))
                Add(new Transition(segment, true, nowNs));
        }

        for (var i = 0; i < _memberships.Count(state, entry); i++)
        {
            var membership = _memberships.At(state, entry, i);
            if (Find(membership.Segment) is >= 0 and var segment && !_holds[segment])
                Add(new Transition(segment, false, membership.SinceNs));
        }

        foreach (var segment in holding)
            _holds[segment] = false;
        var changed = _transitions.AsSpan(0, _count);
        changed.Sort(static (a, b) => a.Segment.CompareTo(b.Segment));
        foreach (var transition in changed)
        {
            if (transition.IsEntry)
                _memberships.Enter(state, entry, _ids[transition.Segment], nowNs);
            else
                _memberships.Leave(state, entry, _ids[transition.Segment]);
        }

        return changed;
    }

    private void Add(Transition transition)
    {
        if (_count == _transitions.Length)
            Array.Resize(ref _transitions, _count * 2);
        _transitions[_count++] = transition;
    }
}
