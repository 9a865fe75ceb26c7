using static StreamScoring.State.Versions.VersionSection;

namespace StreamScoring.State.Versions;

/// <summary>
/// Rows by key, each with its past: a lookup says what a row was at a moment of event time. Bytes in, bytes out. Profiles are such a table, and so is anything that rules
/// look up by key. A record is valid from its own time up to the next one's; late records go to their place; of equal times the later record replaces; a deletion is a
/// version, too. See the README for what is held of the past. Allocates only to grow. Not thread-safe.
/// </summary>
/// <remarks>
/// Everything since the last <see cref="Commit"/> can be given up with <see cref="Abort"/>, so that a table that is only read from a topic goes back together with the
/// offset up to which it was read. A table without versions (a file) is one whose records all have the time <see cref="long.MinValue"/>.
/// </remarks>
public sealed class VersionedTable
{
    // The name is no part of it: a table is a state of its own, not a section beside others.
    private static readonly StateLayout s_layout = new([
        new StateDefinition(Kind, "sha256:4612828a45f10028b2454c6e3af053f8f82f2c0db635475a36ef65657683fa55") { Check = Fault },
    ]);
    private readonly KeyedState _state = new(s_layout, StateLimits.Default);
    private readonly VersionedTableLimits _limits;
    private long _committedNewestNs = long.MinValue;
    private int _swept;

    /// <summary>An empty table. Throws <see cref="ArgumentOutOfRangeException"/> when a limit is outside its range.</summary>
    public VersionedTable(VersionedTableLimits limits)
    {
        limits.Check();
        _limits = limits;
    }

    /// <summary>The newest time of any record, ns since the epoch: what retention counts from. The smallest number of an empty table.</summary>
    public long NewestNs { get; private set; } = long.MinValue;

    /// <summary>Rows held, deleted ones of which the past is held included.</summary>
    public int Keys => _state.Keys;

    /// <summary>Rows written since the last commit.</summary>
    public int DirtyKeys => _state.DirtyKeys;

    /// <summary>Bytes of memory held.</summary>
    public long Bytes => _state.Bytes;

    /// <summary>The oldest moment at which the past is known.</summary>
    public long HorizonNs => NewestNs < long.MinValue + _limits.RetentionNs ? long.MinValue : NewestNs - _limits.RetentionNs;

    /// <summary>Enters a row as of a time.</summary>
    public PutOutcome Put(ReadOnlySpan<byte> key, long timeNs, ReadOnlySpan<byte> value) => Enter(key, timeNs, value, false);

    /// <summary>Enters that a row is deleted as of a time.</summary>
    public PutOutcome Delete(ReadOnlySpan<byte> key, long timeNs) => Enter(key, timeNs, default, true);

    /// <summary>The row as of a moment, ns since the epoch.</summary>
    public VersionLookup Get(ReadOnlySpan<byte> key, long timeNs)
    {
        var section = _state.Read(_state.Find(key), 0);
        // The newest version never expires: it is what a compacted topic keeps, so it must be known however long ago it was written.
        if (!section.IsEmpty && Newest(section) is var newest && TimeNs(section, newest) <= timeNs && !IsDeleted(section, newest))
            return new(VersionStatus.Found, Value(section, newest), TimeNs(section, newest));
        if (timeNs < HorizonNs)
            return new(VersionStatus.Expired);
        if (section.IsEmpty)
            return new(VersionStatus.None);
        var at = AsOf(section, timeNs);
        if (at < 0)
            return new(timeNs < LetGoNs(section) ? VersionStatus.Expired : VersionStatus.None);
        return IsDeleted(section, at) ? new(VersionStatus.None) : new(VersionStatus.Found, Value(section, at), TimeNs(section, at));
    }

    /// <summary>The row as it is by its newest record.</summary>
    public VersionLookup Latest(ReadOnlySpan<byte> key) => Get(key, long.MaxValue);

    /// <summary>Makes what was entered since the last commit the table.</summary>
    public void Commit()
    {
        _state.Commit();
        _committedNewestNs = NewestNs;
    }

    /// <summary>Gives up everything since the last commit.</summary>
    public void Abort()
    {
        _state.Abort();
        NewestNs = _committedNewestNs;
    }

    /// <summary>Hands every row written since the last commit to <paramref name="each"/>, in the persisted format; an empty value means that nothing is held of it any more.</summary>
    public void VisitDirty(StateVisitor each) => _state.VisitDirty(each);

    /// <summary>Hands every row to <paramref name="each"/>, in the persisted format; the order is unspecified.</summary>
    public void VisitAll(StateVisitor each) => _state.VisitAll(each);

    /// <summary>Loads one persisted row, as <see cref="KeyedState.Restore"/> does and with its exceptions.</summary>
    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _state.Restore(key, value);
        var section = _state.Read(_state.Find(key), 0);
        if (!section.IsEmpty)
            NewestNs = _committedNewestNs = Math.Max(NewestNs, TimeNs(section, Newest(section)));
    }

    private PutOutcome Enter(ReadOnlySpan<byte> key, long timeNs, ReadOnlySpan<byte> value, bool isDeleted)
    {
        if (value.Length > _limits.MaxValueBytes)
            return PutOutcome.TooLarge;
        NewestNs = Math.Max(NewestNs, timeNs);
        if (timeNs < HorizonNs)
            return PutOutcome.TooOld;
        var entry = _state.Open(key);
        Insert(entry, timeNs, value, isDeleted);
        Trim(entry, _limits.MaxVersionsPerKey);
        // Rows that nobody writes any more would keep their past for ever: each record also looks after one other row.
        if (++_swept >= _state.EntryEnd)
            _swept = 0;
        Trim(_swept, int.MaxValue);
        return PutOutcome.Taken;
    }

    private void Insert(int entry, long timeNs, ReadOnlySpan<byte> value, bool isDeleted)
    {
        var section = _state.Read(entry, 0);
        if (section.IsEmpty)
        {
            var made = _state.Write(entry, 0, HeaderBytes + EntryBytes + value.Length);
            SetHeader(made, long.MinValue, 1);
            Set(made, HeaderBytes, timeNs, value, isDeleted);
            return;
        }

        var before = AsOf(section, timeNs);
        var replaces = before >= 0 && TimeNs(section, before) == timeNs;
        var at =
            replaces ? before
            : before < 0 ? HeaderBytes
            : Next(section, before);
        var rest = replaces ? Next(section, before) : at;
        var (length, count, letGoNs) = (section.Length, Count(section), LetGoNs(section));
        var moved = at + EntryBytes + value.Length - rest;
        var target = _state.Write(entry, 0, Math.Max(length, length + moved));
        target[rest..length].CopyTo(target[(rest + moved)..]);
        target = _state.Write(entry, 0, length + moved);
        Set(target, at, timeNs, value, isDeleted);
        SetHeader(target, letGoNs, count + (replaces ? 0 : 1));
    }

    /// <summary>Lets go of what no lookup can see, and of the oldest versions beyond <paramref name="most"/>.</summary>
    private void Trim(int entry, int most)
    {
        var section = _state.Read(entry, 0);
        if (section.IsEmpty)
            return;
        var (at, count, letGoNs) = (HeaderBytes, Count(section), LetGoNs(section));
        while (count > 1)
        {
            var next = Next(section, at);
            var isSeen = TimeNs(section, next) > HorizonNs;
            if (isSeen && count <= most)
                break;
            if (isSeen)
                letGoNs = TimeNs(section, next);
            at = next;
            count--;
        }

        if (count == 1 && IsDeleted(section, at) && TimeNs(section, at) < HorizonNs)
        {
            _state.Write(entry, 0, 0);
            return;
        }

        if (at == HeaderBytes)
            return;
        var length = section.Length;
        var target = _state.Write(entry, 0, length);
        target[at..].CopyTo(target[HeaderBytes..]);
        SetHeader(_state.Write(entry, 0, length - (at - HeaderBytes)), letGoNs, count);
    }
}
