using System.Runtime.InteropServices;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Timers;

/// <summary>
/// Each key's next moment at which something may change without an event, in event time. The moment stands in the key's state (a section of 8 bytes); a heap beside it
/// finds the keys that are due, so that a watermark can let idle keys' timers fire. The heap may hold moments that are no longer those of their keys: they are told by
/// the state and dropped. So it needs no place in the transaction: an abort puts back what was taken.
/// </summary>
public sealed class TimerQueue
{
    /// <summary>The kind of its definition.</summary>
    public const string Kind = "timer";

    /// <summary>What stands for no timer.</summary>
    public const long Never = long.MaxValue;

    private readonly int _slot;
    private readonly PriorityQueue<int, long> _heap = new();
    private readonly List<(int Entry, long MomentNs)> _taken = [];
    private readonly List<int> _due = [];
    private readonly Comparison<int> _byKey;
    private KeyedState? _ordered;
    private long _dueNs;

    private TimerQueue(int slot)
    {
        _slot = slot;
        _byKey = CompareKeys;
    }

    /// <summary>The definition; the same for all rule sets.</summary>
    public static StateDefinition Definition { get; } =
        new(Kind, Sections.HashOf(Kind)) { Check = s => s.Length == sizeof(long) ? null : "does not have 8 bytes" };

    /// <summary>The timers in a layout, without those that a state holds already: <see cref="Rebuild"/>. Throws <see cref="KeyNotFoundException"/> when it lacks the definition.</summary>
    public static TimerQueue In(StateLayout layout) => new(layout.SlotOf(Definition));

    /// <summary>The moment of a key's timer, ns since the epoch; <see cref="Never"/> when it has none.</summary>
    public long MomentNs(KeyedState state, int entry)
    {
        var section = state.Read(entry, _slot);
        return section.IsEmpty ? Never : MemoryMarshal.Read<long>(section);
    }

    /// <summary>Sets a key's timer, or with <see cref="Never"/> takes it away. Nothing for entry -1.</summary>
    public void Set(KeyedState state, int entry, long momentNs)
    {
        if (entry < 0 || MomentNs(state, entry) == momentNs)
            return;
        if (momentNs == Never)
        {
            state.Write(entry, _slot, 0);
            return;
        }

        MemoryMarshal.Write(state.Write(entry, _slot, sizeof(long)), momentNs);
        _heap.Enqueue(entry, momentNs);
        if (_heap.Count > (2 * state.Keys) + 1024)
            Rebuild(state);
    }

    /// <summary>
    /// Takes the timer that is due next, up to and with a moment: by time, then by the bytes of the key. The key's timer is gone then; evaluate at its moment and set
    /// the next one. False when none is due.
    /// </summary>
    public bool TryTake(KeyedState state, long upToNs, out int entry, out long momentNs)
    {
        // A key may have got a timer as early since these were gathered.
        if (_due.Count > 0 && (_dueNs > upToNs || (_heap.TryPeek(out _, out var firstNs) && firstNs <= _dueNs)))
            PutBack();
        while (_due.Count > 0 || Gather(state, upToNs))
        {
            entry = _due[^1];
            momentNs = _dueNs;
            _due.RemoveAt(_due.Count - 1);
            _taken.Add((entry, momentNs));
            // Its key may have had an event since it was gathered.
            if (MomentNs(state, entry) != momentNs)
                continue;
            state.Write(entry, _slot, 0);
            return true;
        }

        (entry, momentNs) = (-1, Never);
        return false;
    }

    /// <summary>To be called with the state's commit.</summary>
    public void Commit() => _taken.Clear();

    /// <summary>To be called with the state's abort: what was taken is due again.</summary>
    public void Abort()
    {
        foreach (var (entry, momentNs) in _taken)
            _heap.Enqueue(entry, momentNs);
        _taken.Clear();
        PutBack();
    }

    /// <summary>Takes the timers from the state: after a restore.</summary>
    public void Rebuild(KeyedState state)
    {
        _heap.Clear();
        for (var entry = 0; entry < state.EntryEnd; entry++)
        {
            if (MomentNs(state, entry) is not Never and var momentNs)
                _heap.Enqueue(entry, momentNs);
        }
    }

    private void PutBack()
    {
        foreach (var entry in _due)
            _heap.Enqueue(entry, _dueNs);
        _due.Clear();
    }

    // Collects all keys that are due at the earliest moment, the last of them first.
    private bool Gather(KeyedState state, long upToNs)
    {
        while (_due.Count == 0 && _heap.TryPeek(out _, out _dueNs) && _dueNs <= upToNs)
        {
            while (_heap.TryPeek(out var entry, out var momentNs) && momentNs == _dueNs)
            {
                _heap.Dequeue();
                if (MomentNs(state, entry) == momentNs)
                    _due.Add(entry);
                else
                    _taken.Add((entry, momentNs));
            }
        }

        _ordered = state;
        if (_due.Count > 1)
            CollectionsMarshal.AsSpan(_due).Sort(_byKey);
        return _due.Count > 0;
    }

    private int CompareKeys(int x, int y) => _ordered!.KeyOf(y).SequenceCompareTo(_ordered.KeyOf(x));
}
