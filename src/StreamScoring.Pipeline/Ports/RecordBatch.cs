namespace StreamScoring.Pipeline.Ports;

/// <summary>
/// A run of records of one partition as the log holds them, in offset order. Made once per lane and reused: one buffer holds all bytes.
/// </summary>
public sealed class RecordBatch
{
    private readonly Entry[] _entries;
    private readonly TimeProvider? _time;
    private readonly long _deadlineNs;
    private byte[] _bytes = new byte[4096];
    private long _firstTaken;
    private int _used;

    /// <summary>
    /// Room for <paramref name="capacity"/> records. With a <paramref name="time"/>, a source that fills it stops <paramref
    /// name="deadlineNs"/> after it took the first
    /// record, although more wait; a source never waits for more.
    /// </summary>
    public RecordBatch(int capacity, TimeProvider? time = null, long deadlineNs = long.MaxValue)
    {
        _entries = new Entry[capacity];
        Capacity = capacity;
        _time = time;
        _deadlineNs = deadlineNs;
    }

    /// <summary>The most records it takes. May be set to less than it was made with, and back.</summary>
    public int Capacity
    {
        get;
        set =>
            field =
                value >= 1 && value <= _entries.Length
                    ? value
                    : throw new ArgumentOutOfRangeException(
                        nameof(value),
                        value,
                        $"1 to {_entries.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)}"
                    );
    }

    /// <summary>The records it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes it holds, of all keys, values and headers.</summary>
    public int Bytes => _used;

    /// <summary>Where reading goes on: one past the last offset looked at, which a log with gaps may have moved beyond the last record.</summary>
    public long NextOffset { get; set; }

    /// <summary>Whether its oldest record was taken so long ago that it must be handed out. Sources look now and then while they fill it.</summary>
    public bool IsDue => _time is not null && Count > 0 && _time.GetElapsedTime(_firstTaken).TotalNanoseconds >= _deadlineNs;

    /// <summary>The offset of a record.</summary>
    public long Offset(int index) => _entries[index].Offset;

    /// <summary>
    /// When the log got the record (or its producer made it, as the log is configured), ms since the epoch; null when the source does not
    /// know.
    /// </summary>
    public long? TimestampMs(int index) => _entries[index].TimestampMs;

    /// <summary>Whether the record has a key.</summary>
    public bool HasKey(int index) => _entries[index].KeyLength >= 0;

    /// <summary>The key; empty when there is none.</summary>
    public ReadOnlySpan<byte> Key(int index) =>
        _entries[index].KeyLength < 0 ? default : _bytes.AsSpan(_entries[index].Start, _entries[index].KeyLength);

    /// <summary>Whether the record has a value (a record without one is a tombstone).</summary>
    public bool HasValue(int index) => _entries[index].ValueLength >= 0;

    /// <summary>The value; empty when there is none.</summary>
    public ReadOnlySpan<byte> Value(int index)
    {
        ref readonly var e = ref _entries[index];
        return e.ValueLength < 0 ? default : _bytes.AsSpan(e.Start + Math.Max(e.KeyLength, 0), e.ValueLength);
    }

    /// <summary>The headers, as <see cref="RecordHeaders"/> reads them; empty when there are none.</summary>
    public ReadOnlySpan<byte> Headers(int index)
    {
        ref readonly var e = ref _entries[index];
        return _bytes.AsSpan(e.Start + Math.Max(e.KeyLength, 0) + Math.Max(e.ValueLength, 0), e.HeadersLength);
    }

    /// <summary>Empties the batch.</summary>
    public void Reset(long nextOffset)
    {
        Count = 0;
        _used = 0;
        NextOffset = nextOffset;
    }

    /// <summary>
    /// Adds a copy of a record and moves <see cref="NextOffset"/> behind it. Pass <paramref name="hasKey"/> or <paramref
    /// name="hasValue"/> false for a null key or value.
    /// </summary>
    public void Add(
        long offset,
        long? timestampMs,
        bool hasKey,
        ReadOnlySpan<byte> key,
        bool hasValue,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> headers
    )
    {
        if (Count == Capacity)
            throw new InvalidOperationException($"the batch is full ({Capacity} records)");
        if (Count == 0 && _time is not null)
            _firstTaken = _time.GetTimestamp();
        var length = checked(key.Length + value.Length + headers.Length);
        if (_bytes.Length - _used < length)
            Array.Resize(ref _bytes, Math.Max(checked(_used + length), (int)Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        var target = _bytes.AsSpan(_used);
        key.CopyTo(target);
        value.CopyTo(target[key.Length..]);
        headers.CopyTo(target[(key.Length + value.Length)..]);
        _entries[Count++] = new Entry(offset, timestampMs, _used, hasKey ? key.Length : -1, hasValue ? value.Length : -1, headers.Length);
        _used += length;
        NextOffset = offset + 1;
    }

    private readonly record struct Entry(long Offset, long? TimestampMs, int Start, int KeyLength, int ValueLength, int HeadersLength);
}
