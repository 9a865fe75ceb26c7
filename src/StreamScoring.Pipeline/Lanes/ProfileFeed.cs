using System.Buffers;
using StreamScoring.Decisioning.Deciding;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>
/// Follows a partition of the profiles' topic. It goes on only where a transaction begins, so that all of its decisions see the same profiles, and the offset stands in its
/// progress. Copies what it reads to the profiles' history, because compaction would take from a replay what was seen here; and keeps it in the group's state, each profile
/// with its past, because compaction would take it from a successor, too.
/// </summary>
/// <remarks>A version is valid from the profile's own <c>_repo.modifyDate</c> on, where it has one, else from the record's time.</remarks>
internal sealed class ProfileFeed(int partition, LaneContext context) : IDisposable
{
    private const int MostATransaction = 10_000;
    private const int ReadBytes = 4 << 20;
    private readonly RecordBatch _batch = new(1_000);
    private readonly ArrayBufferWriter<byte> _key = new(128);
    private IPartitionReader? _reader;
    private ITransaction? _putInto;
    private bool _taken;

    // No identity begins with a NUL.
    private static ReadOnlySpan<byte> KeyPrefix => "\0profile:"u8;

    public Profiles Profiles { get; } = new(context.ProfileLimits);

    /// <summary>Reads what waits, once a transaction. Returns whether more waits than goes into one.</summary>
    public bool Take(ITransaction transaction)
    {
        if (_taken || !context.HasProfiles)
            return false;
        _taken = true;
        return Read(transaction);
    }

    /// <summary>Whether a key of the state holds a profile.</summary>
    public static bool Owns(ReadOnlySpan<byte> stateKey) => stateKey.StartsWith(KeyPrefix);

    /// <summary>Takes over one persisted profile.</summary>
    public void Restore(ReadOnlySpan<byte> stateKey, ReadOnlySpan<byte> value) => Profiles.Restore(stateKey[KeyPrefix.Length..], value);

    /// <summary>Hands the changed profiles to the transaction; returns how many.</summary>
    public int PutState(ITransaction transaction)
    {
        var count = Profiles.DirtyCount;
        if (count == 0)
            return 0;
        _putInto = transaction;
        Profiles.VisitDirty(Put);
        _putInto = null;
        return count;
    }

    public void Commit()
    {
        Profiles.Commit();
        _taken = false;
    }

    public void Abort()
    {
        Profiles.Abort();
        _taken = false;
    }

    public void Dispose() => _reader?.Dispose();

    private void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _key.ResetWrittenCount();
        _key.Write(KeyPrefix);
        _key.Write(key);
        _putInto!.PutState(partition, _key.WrittenSpan, value);
    }

    private bool Read(ITransaction transaction)
    {
        _reader ??= context.Log.OpenReader(context.Settings.Topics.Profiles, partition);
        var (start, end) = _reader.Bounds();
        var next = Math.Max(Profiles.Offset, start);
        for (var count = 0; next < end && count < MostATransaction && _reader.Read(next, _batch, ReadBytes) > 0; next = _batch.NextOffset)
        {
            for (var i = 0; i < _batch.Count && _batch.Offset(i) < end; i++, count++)
                Put(i, transaction);
        }

        next = Math.Min(next, end);
        var more = next < end && next > Profiles.Offset;
        Profiles.ReadUpTo(next);
        return more;
    }

    private void Put(int i, ITransaction transaction)
    {
        var key = _batch.Key(i);
        var timestampMs = Math.Max(1, _batch.TimestampMs(i) ?? 1);
        if (context.Settings.Topics.ProfilesHistory is { Length: > 0 } history)
            transaction.Append(
                new TopicPartition(history, partition),
                key,
                _batch.Value(i),
                _batch.Headers(i),
                timestampMs,
                _batch.HasKey(i),
                _batch.HasValue(i)
            );
        if (key.IsEmpty)
            return;
        if (!_batch.HasValue(i))
            Profiles.Delete(key, timestampMs * 1_000_000);
        else
            Profiles.Put(key, VersionTime.Of(_batch.Value(i), timestampMs), _batch.Value(i));
    }
}
