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
    private readonly IReadOnlyList<Func<EventBatch, Column>> _received;
    private int[] _entries = [];

    /// <summary>A frame whose first slots are columns of the batch, by <paramref name="received"/>, and whose others are made here with the given shapes.</summary>
    internal Frame(IReadOnlyList<Func<EventBatch, Column>> received, IEnumerable<ColumnShape> own, int capacity)
    {
        _received = received;
        _slots = [.. received.Select(_ => (Column)null!), .. own.Select(shape => Column.Create(shape, capacity))];
        _faults = new Fault?[capacity];
        _incomplete = new bool[capacity];
        _live = new bool[capacity];
    }

    /// <summary>The events.</summary>
    public EventBatch Batch { get; private set; } = null!;

    /// <summary>The state of the partition; null for a graph without state.</summary>
    public KeyedState? State { get; private set; }

    /// <summary>Rows in the batch. Stages may compute all of them; only those that are <see cref="Live"/> may touch state or reach an output.</summary>
    public int Rows => Batch.Count;

    /// <summary>Per row, whether it is scored at all: false for faulted events and duplicates, which must not touch state.</summary>
    public ReadOnlySpan<bool> Live => _live.AsSpan(0, Rows);

    /// <summary>Per row, what went wrong in this graph first, or null.</summary>
    public Span<Fault?> Faults => _faults.AsSpan(0, Rows);

    /// <summary>Per row, whether a value would have needed older history than is kept.</summary>
    public Span<bool> Incomplete => _incomplete.AsSpan(0, Rows);

    /// <summary>Per row, the entry of the event's key in <see cref="State"/>, or -1 when it has no identity: then state reads empty and is not written.</summary>
    public ReadOnlySpan<int> Entries => _entries.AsSpan(0, Rows);

    /// <summary>The column in a slot. Columns of the receiver change with the batch; the others stay the same objects.</summary>
    public Column this[int slot] => _slots[slot];

    /// <summary>The column of fixed-size values in a slot: <typeparamref name="T"/> is bool, long (also timestamps), float or double.</summary>
    public ValueColumn<T> Values<T>(int slot)
        where T : unmanaged => (ValueColumn<T>)_slots[slot];

    /// <summary>The text column in a slot.</summary>
    public TextColumn Text(int slot) => (TextColumn)_slots[slot];

    /// <summary>The list column in a slot.</summary>
    public ListColumn List(int slot) => (ListColumn)_slots[slot];

    /// <summary>How many of the first slots are columns of the batch.</summary>
    internal int Received => _received.Count;

    /// <summary>Starts a batch: takes its columns, clears those that stages write.</summary>
    internal void Begin(EventBatch batch, KeyedState? state, int[] entries)
    {
        Batch = batch;
        State = state;
        _entries = entries;
        for (var i = 0; i < _received.Count; i++)
            _slots[i] = _received[i](batch);
        for (var i = _received.Count; i < _slots.Length; i++)
            _slots[i].Clear();
        for (var row = 0; row < batch.Count; row++)
        {
            _faults[row] = null;
            _incomplete[row] = false;
            _live[row] = batch.IsLive(row);
        }
    }
}
