using StreamScoring.EmbeddedLog.Batches;
using StreamScoring.EmbeddedLog.Storage;
using StreamScoring.EmbeddedLog.Topics;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Writing;

/// <summary>The prepared statements of a commit. Used under the commit lock.</summary>
internal sealed class CommitStatements(Database database) : IDisposable
{
    private readonly Statement _begin = new(database, "BEGIN IMMEDIATE");
    private readonly Statement _commit = new(database, "COMMIT");
    private readonly Statement _blob = new(database, "INSERT INTO blob(id, bytes) VALUES(?1, ?2)");
    private readonly Statement _batch = new(
        database,
        "INSERT INTO batch(partition_id, next_offset, base_offset, records, first_ms, last_ms, high_ms, blob_id) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    );
    private readonly Statement _putState = new(
        database,
        "INSERT INTO state(scope, key, value, sum) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET value = excluded.value, sum = excluded.sum"
    );
    private readonly Statement _removeState = new(database, "DELETE FROM state WHERE scope = ?1 AND key = ?2");
    private readonly Statement _progress = new(
        database,
        """
        INSERT INTO progress(group_id, partition_id, next_offset, active_set, profile_offset, sum) VALUES(?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset, active_set = excluded.active_set, profile_offset = excluded.profile_offset,
            sum = excluded.sum
        """
    );

    private long _nextBlobId = database.Scalar("SELECT coalesce(max(id), 0) FROM blob") + 1;

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    /// <summary>Stores one batch at <paramref name="baseOffset"/>. The number of a blob that is rolled back is not used again.</summary>
    public void Insert(PartitionLog partition, SealedBatch batch, long baseOffset, long highMs)
    {
        var blobId = _nextBlobId++;
        BatchFormat.WritePlace(batch.Bytes, partition.Id, baseOffset);
        _blob.Bind(1, blobId).Bind(2, batch.Bytes).Run();
        _batch
            .Bind(1, partition.Id)
            .Bind(2, baseOffset + batch.Records)
            .Bind(3, baseOffset)
            .Bind(4, batch.Records)
            .Bind(5, batch.FirstMs)
            .Bind(6, batch.LastMs)
            .Bind(7, highMs)
            .Bind(8, blobId)
            .Run();
    }

    /// <summary>Sets or, with an empty value, removes a key's state.</summary>
    public void Put(long scope, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            _removeState.Bind(1, scope).Bind(2, key).Run();
        else
            _putState.Bind(1, scope).Bind(2, key).Bind(3, value).Bind(4, RowSum.Of(scope, key, value)).Run();
    }

    public void Put(int groupId, PartitionLog partition, Progress progress) =>
        _progress
            .Bind(1, groupId)
            .Bind(2, partition.Id)
            .Bind(3, progress.NextOffset)
            .Bind(4, progress.ActiveSet)
            .Bind(5, progress.ProfileOffset)
            .Bind(6, RowSum.Of(groupId, partition.Id, progress))
            .Run();

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _blob.Dispose();
        _batch.Dispose();
        _putState.Dispose();
        _removeState.Dispose();
        _progress.Dispose();
    }
}
