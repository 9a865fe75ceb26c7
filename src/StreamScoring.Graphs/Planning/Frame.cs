using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.State;

namespace StreamScoring.Graphs.Planning;

/// <summary>
/// What the stages of one graph see of one batch: its columns by slot, the events, and the state of the events' keys. One a lane and graph, reused.
/// </summary>
public sealed class Frame
{
    private readonly Column[] _slots;
    private readonly Fault?[] _faults;
    private readonly bool[] _incomplete;
    private readonly bool[] _live;

    /// <summary>A frame whose first slots are filled by the batch and whose others are made here.</summary>
    internal Frame(Column[] slots, int capacity)
    {
        _slots = slots;
        _faults = new Fault?[capacity];
        _incomplete = new bool[capacity];
        _live = new bool[capacity];
    }

    /// <summary>The events.</summary>
    public EventBatch Batch { get; private set; } = null!;

    /// <summary>The state of the partition; null for a graph without state.</summary>
    public KeyedState? State { get; private set; }

    /// <summary>Rows in the batch. Every stage computes all of them; those that are not <see cref="Live"/> read as null.</summary>
    public int Rows => Batch.Count;

    /// <summary>Per row, whether it is scored at all: false for faulted events and duplicates, which must not touch state.</summary>
    public ReadOnlySpan<bool> Live => _live.AsSpan(0, Rows);

    /// <summary>Per row, what went wrong in this graph, or null.</summary>
    public Span<Fault?> Faults => _faults.AsSpan(0, Rows);

    /// <summary>Per row, whether a value would have needed older history than is kept.</summary>
    public Span<bool> Incomplete => _incomplete.AsSpan(0, Rows);

    /// <summary>Per row, the entry of the event's key in <see cref="State"/>, or -1 when it has no identity: then state reads empty and is not written.</summary>
    public ReadOnlySpan<int> Entries => _entries;

    private int[] _entries = [];

    /// <summary>The column in a slot.</summary>
    public Column this[int slot] => _slots[slot];

    /// <summary>Starts a batch: the columns that stages write are cleared.</summary>
    internal void Begin(EventBatch batch, KeyedState? state, int[] entries, int firstOwnSlot)
    {
        Batch = batch;
        State = state;
        _entries = entries;
        for (var i = firstOwnSlot; i < _slots.Length; i++)
            _slots[i].Clear();
        for (var row = 0; row < batch.Count; row++)
        {
            _faults[row] = null;
            _incomplete[row] = false;
            _live[row] = batch.IsLive(row);
        }
    }
}
