using StreamScoring.State.Format;
using StreamScoring.State.Storage;
using StreamScoring.State.Windows;

namespace StreamScoring.State;

/// <summary>
/// The state of one partition's keys: one entry a key, in it one section a definition of the layout. What stands in memory is the persisted format, so a commit
/// hands out bytes and an abort puts bytes back. Allocates only to grow. Not thread-safe.
/// </summary>
/// <remarks>
/// A transaction begins by itself with the first <see cref="Open"/> and ends with <see cref="Commit"/> or <see cref="Abort"/>. Spans given out are valid until the
/// next call that writes, opens or ends. Of an event without identity the entry is -1: it reads empty, and the operations do not write it.
/// </remarks>
public sealed class KeyedState
{
    private readonly BlockPool _pool = new();
    private readonly EntryTable _entries;
    private StateLayout _layout;
    private int _layoutStamp = 1;
    private bool _holdsUnknown;
    private int[] _pending = new int[64];
    private int _pendingCount;
    private (object? Holder, object? Of, long Run)[] _claims;

    /// <summary>Empty state. Throws <see cref="ArgumentOutOfRangeException"/> when a limit is outside its range.</summary>
    public KeyedState(StateLayout layout, StateLimits limits)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("state is kept in memory as it is persisted, little endian, and this processor is not");
        limits.Check();
        _layout = layout;
        _claims = new (object?, object?, long)[layout.Definitions.Count];
        Limits = limits;
        _entries = new EntryTable(_pool);
    }

    /// <summary>The definitions that are kept now.</summary>
    public StateLayout Layout => _layout;

    /// <summary>What bounds a key's memory.</summary>
    public StateLimits Limits { get; }

    /// <summary>Keys held, with those of the open transaction.</summary>
    public int Keys => _entries.Count;

    /// <summary>Bytes of memory held, used or not.</summary>
    public long Bytes => _pool.Bytes + _entries.Bytes + (_pending.LongLength * sizeof(int));

    /// <summary>Keys written since the last commit.</summary>
    public int DirtyKeys { get; private set; }

    /// <summary>One past the largest entry number in use: entries can be walked by number, in no particular order; a number not in use reads empty.</summary>
    public int EntryEnd => _entries.End;

    /// <summary>Room for counting distinct values of a window, shared by all operations of this partition.</summary>
    internal DistinctCounter Counter { get; } = new();

    /// <summary>Finds or makes the entry of a key (UTF-8, any length). The number stays valid until the transaction ends.</summary>
    public int Open(ReadOnlySpan<byte> key)
    {
        var hash = EntryTable.HashOf(key);
        var entry = _entries.Find(key, hash);
        if (entry >= 0)
            return entry;
        entry = _entries.Add(key, hash);
        AddPending(entry);
        return entry;
    }

    /// <summary>The entry of a key, or -1.</summary>
    public int Find(ReadOnlySpan<byte> key) => _entries.Find(key, EntryTable.HashOf(key));

    /// <summary>The key of an entry; empty when the number is not in use. Entry numbers outlive a transaction for as long as the key has a value.</summary>
    public ReadOnlySpan<byte> KeyOf(int entry) => _entries.IsUsed(entry) ? _entries.Key(_entries[entry]) : default;

    /// <summary>The section of a slot; empty when there is none or <paramref name="entry"/> is -1.</summary>
    public ReadOnlySpan<byte> Read(int entry, int slot)
    {
        if (entry < 0)
            return default;
        ref readonly var e = ref _entries[entry];
        if (e.ValueLength == 0)
            return default;
        ReadOnlySpan<byte> value = Value(e);
        var index = StateValue.Find(value, _layout.PrefixOf(slot), _layout.RankOf(slot));
        return index < 0 ? default : StateValue.Payload(value, index);
    }

    /// <summary>
    /// The section of a slot to be written, <paramref name="length"/> bytes long from now on: what it held is kept up to that length, what is new is zero.
    /// Length 0 removes it; a key without sections is removed by the commit.
    /// </summary>
    public Span<byte> Write(int entry, int slot, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (!_entries.IsUsed(entry))
            throw new ArgumentOutOfRangeException(nameof(entry), entry, "not an entry of the open transaction");
        ref var e = ref _entries[entry];
        if (!e.IsDirty)
            MakeDirty(entry, ref e);
        var value = Value(e);
        var prefix = _layout.PrefixOf(slot);
        var index = StateValue.Find(value, prefix, _layout.RankOf(slot));
        var start = 0;
        if (index >= 0)
        {
            start = StateValue.End(value, index - 1);
            var held = StateValue.End(value, index) - start;
            if (held == length)
                return value.Slice(StateValue.HeaderBytes + (StateValue.Count(value) * StateValue.EntryBytes) + start, length);
            if (length == 0)
                RemoveSection(ref e, index);
            else
                ResizeSection(ref e, index, length);
        }
        else if (length > 0)
        {
            index = ~index;
            start = StateValue.End(value, index - 1);
            InsertSection(ref e, index, prefix, length);
        }

        if (length == 0)
            return default;
        value = Value(e);
        return value.Slice(StateValue.HeaderBytes + (StateValue.Count(value) * StateValue.EntryBytes) + start, length);
    }

    /// <summary>Hands every key written since the last commit and its value to <paramref name="each"/>, in the order of the first write. An empty value means removal.</summary>
    public void VisitDirty(StateVisitor each)
    {
        for (var i = 0; i < _pendingCount; i++)
        {
            ref readonly var e = ref _entries[_pending[i]];
            if (e.IsDirty)
                each(_entries.Key(e), Value(e));
        }
    }

    /// <summary>Hands every key that has a value to <paramref name="each"/>, with what the open transaction wrote. The order is unspecified.</summary>
    public void VisitAll(StateVisitor each)
    {
        for (var entry = 0; entry < _entries.End; entry++)
        {
            ref readonly var e = ref _entries[entry];
            if (e.ValueLength > 0)
                each(_entries.Key(e), Value(e));
        }
    }

    /// <summary>Makes what was written since the last commit the state. Keys without sections are gone.</summary>
    public void Commit()
    {
        for (var i = 0; i < _pendingCount; i++)
        {
            var entry = _pending[i];
            ref var e = ref _entries[entry];
            if (e.IsDirty && !e.IsNew)
                _pool.Free(e.CommittedBlock, e.CommittedCapacity);
            e.IsDirty = e.IsNew = false;
            if (e.ValueLength == 0)
                _entries.Remove(entry);
        }

        EndTransaction();
    }

    /// <summary>Gives up everything since the last commit, keys made meanwhile included.</summary>
    public void Abort()
    {
        // Backwards, so that entry numbers are given out again as they were.
        for (var i = _pendingCount - 1; i >= 0; i--)
        {
            var entry = _pending[i];
            ref var e = ref _entries[entry];
            if (e.IsNew)
            {
                _entries.Remove(entry);
                continue;
            }

            _pool.Free(e.Block, e.Capacity);
            e.Block = e.CommittedBlock;
            e.Capacity = e.CommittedCapacity;
            e.ValueLength = e.CommittedValueLength;
            e.LayoutStamp = 0;
            e.IsDirty = false;
        }

        EndTransaction();
    }

    /// <summary>
    /// Loads one persisted key, replacing what was held of it; an empty value removes it. Throws <see cref="StateFormatException"/> when the value is broken or of
    /// an unknown version (nothing is changed then), and <see cref="InvalidOperationException"/> inside a transaction.
    /// </summary>
    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        RefuseInTransaction("restored");
        if (!value.IsEmpty)
            ValueCheck.Check(value, _layout);
        var hash = EntryTable.HashOf(key);
        var entry = _entries.Find(key, hash);
        if (value.IsEmpty)
        {
            if (entry >= 0)
                _entries.Remove(entry);
            return;
        }

        if (entry < 0)
            entry = _entries.Add(key, hash);
        ref var e = ref _entries[entry];
        e.IsNew = false;
        e.LayoutStamp = 0;
        Reserve(ref e, value.Length);
        value.CopyTo(_pool.Span(e.Block, e.KeyLength, value.Length));
        e.ValueLength = value.Length;
        for (var i = 0; i < StateValue.Count(value); i++)
            _holdsUnknown |= _layout.Find(StateValue.Prefix(value, i)) is null;
    }

    /// <summary>
    /// Goes over to another layout (a revision), at a commit. Sections of definitions that remain are kept; those of dropped ones leave a key with its next write,
    /// because from then on they would lack events. Throws <see cref="InvalidOperationException"/> inside a transaction, and <see cref="StateFormatException"/> when a
    /// restored section of a definition that is new to the layout is broken; the old layout then stays.
    /// </summary>
    public void ChangeLayout(StateLayout layout)
    {
        RefuseInTransaction("given another layout");
        if (_holdsUnknown)
            VisitAll((_, value) => ValueCheck.CheckSections(value, layout));
        _layout = layout;
        _claims = new (object?, object?, long)[layout.Definitions.Count];
        _layoutStamp++;
    }

    /// <summary>
    /// Says who computes a slot's operation for a run of events, so that graphs that share a definition enter each event once: the first to ask, and it again; any other
    /// gets the holder, whose results are its own too. A claim ends with the transaction.
    /// </summary>
    /// <param name="slot">The slot.</param>
    /// <param name="of">What holds the events.</param>
    /// <param name="run">The number of the run of events in it.</param>
    /// <param name="claimant">Who asks.</param>
    /// <returns>Who computes it: <paramref name="claimant"/> or the one before it.</returns>
    public object Claim(int slot, object of, long run, object claimant)
    {
        ref var claim = ref _claims[slot];
        if (claim.Holder is null || claim.Run != run || !ReferenceEquals(claim.Of, of))
            claim = (claimant, of, run);
        return claim.Holder;
    }

    private Span<byte> Value(in Entry e) => _pool.Span(e.Block, e.KeyLength, e.ValueLength);

    private void MakeDirty(int entry, ref Entry e)
    {
        if (!e.IsNew)
        {
            // Some room at once: most operations that write also grow.
            var block = _pool.Allocate(checked(e.KeyLength + e.ValueLength + 16), out var capacity);
            _pool.Span(e.Block, 0, e.KeyLength + e.ValueLength).CopyTo(_pool.Span(block, 0, e.KeyLength + e.ValueLength));
            e.CommittedBlock = e.Block;
            e.CommittedCapacity = e.Capacity;
            e.CommittedValueLength = e.ValueLength;
            e.Block = block;
            e.Capacity = capacity;
            AddPending(entry);
        }

        e.IsDirty = true;
        DirtyKeys++;
        if (e.LayoutStamp != _layoutStamp)
            DropUnknownSections(ref e);
    }

    private void DropUnknownSections(ref Entry e)
    {
        for (var i = StateValue.Count(Value(e)) - 1; i >= 0; i--)
        {
            if (_layout.Find(StateValue.Prefix(Value(e), i)) is null)
                RemoveSection(ref e, i);
        }

        e.LayoutStamp = _layoutStamp;
    }

    private void InsertSection(ref Entry e, int index, ulong prefix, int length)
    {
        var old = e.ValueLength;
        var header = old == 0 ? StateValue.HeaderBytes : 0;
        Reserve(ref e, checked(old + header + StateValue.EntryBytes + length));
        var value = _pool.Span(e.Block, e.KeyLength, old + header + StateValue.EntryBytes + length);
        var count = StateValue.Count(value[..old]);
        var start = StateValue.End(value, index - 1);
        var place = StateValue.HeaderBytes + (index * StateValue.EntryBytes);
        var payload = StateValue.HeaderBytes + (count * StateValue.EntryBytes) + start;
        if (old > 0)
        {
            value[payload..old].CopyTo(value[(payload + StateValue.EntryBytes + length)..]);
            value[place..payload].CopyTo(value[(place + StateValue.EntryBytes)..]);
        }

        value.Slice(payload + StateValue.EntryBytes, length).Clear();
        StateValue.SetHeader(value, count + 1);
        StateValue.SetPrefix(value, index, prefix);
        StateValue.SetEnd(value, index, start + length);
        for (var i = index + 1; i <= count; i++)
            StateValue.SetEnd(value, i, StateValue.End(value, i) + length);
        e.ValueLength = value.Length;
    }

    private void ResizeSection(ref Entry e, int index, int length)
    {
        var old = e.ValueLength;
        var value = Value(e);
        var count = StateValue.Count(value);
        var end = StateValue.End(value, index);
        var change = length - (end - StateValue.End(value, index - 1));
        var tail = StateValue.HeaderBytes + (count * StateValue.EntryBytes) + end;
        Reserve(ref e, checked(old + change));
        value = _pool.Span(e.Block, e.KeyLength, Math.Max(old, old + change));
        value[tail..old].CopyTo(value[(tail + change)..]);
        if (change > 0)
            value.Slice(tail, change).Clear();
        for (var i = index; i < count; i++)
            StateValue.SetEnd(value, i, StateValue.End(value, i) + change);
        e.ValueLength = old + change;
    }

    private void RemoveSection(ref Entry e, int index)
    {
        var value = Value(e);
        var count = StateValue.Count(value);
        if (count == 1)
        {
            e.ValueLength = 0;
            return;
        }

        var start = StateValue.End(value, index - 1);
        var length = StateValue.End(value, index) - start;
        var place = StateValue.HeaderBytes + (index * StateValue.EntryBytes);
        var payload = StateValue.HeaderBytes + (count * StateValue.EntryBytes) + start;
        for (var i = index + 1; i < count; i++)
            StateValue.SetEnd(value, i, StateValue.End(value, i) - length);
        value[(place + StateValue.EntryBytes)..payload].CopyTo(value[place..]);
        value[(payload + length)..].CopyTo(value[(payload - StateValue.EntryBytes)..]);
        StateValue.SetHeader(value, count - 1);
        e.ValueLength = value.Length - length - StateValue.EntryBytes;
    }

    private void Reserve(ref Entry e, int valueLength)
    {
        if (checked(e.KeyLength + valueLength) <= e.Capacity)
            return;
        var block = _pool.Allocate(e.KeyLength + valueLength, out var capacity);
        _pool.Span(e.Block, 0, e.KeyLength + e.ValueLength).CopyTo(_pool.Span(block, 0, e.KeyLength + e.ValueLength));
        _pool.Free(e.Block, e.Capacity);
        e.Block = block;
        e.Capacity = capacity;
    }

    private void AddPending(int entry)
    {
        if (_pendingCount == _pending.Length)
            Array.Resize(ref _pending, _pendingCount * 2);
        _pending[_pendingCount++] = entry;
    }

    private void EndTransaction()
    {
        _pendingCount = 0;
        DirtyKeys = 0;
        Array.Clear(_claims);
    }

    private void RefuseInTransaction(string what)
    {
        if (_pendingCount > 0)
            throw new InvalidOperationException($"state can only be {what} between transactions: commit or abort first");
    }
}
