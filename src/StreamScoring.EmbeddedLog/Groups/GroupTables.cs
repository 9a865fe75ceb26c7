using System.Text;
using StreamScoring.EmbeddedLog.Storage;
using StreamScoring.EmbeddedLog.Topics;
using StreamScoring.EmbeddedLog.Writing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Groups;

/// <summary>What groups have committed: progress and state. On one connection; calls wait for each other.</summary>
internal sealed class GroupTables : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Database _database;
    private readonly Statement _progress;
    private readonly string _sum;

    public GroupTables(Database database)
    {
        _database = database;
        // A log that is only read stays as an older program left it.
        _sum = database.Scalar("PRAGMA user_version") >= 2 ? "sum" : "0";
        _progress = new Statement(
            database,
            $"""
            SELECT p.next_offset, p.active_set, p.profile_offset, p.group_id, {(
                _sum == "0" ? "0" : "p.sum"
            )} FROM progress p JOIN consumer_group g ON g.id = p.group_id
            WHERE g.name = ?1 AND p.partition_id = ?2
            """
        );
    }

    /// <summary>The number of a group in the tables, given on first use.</summary>
    public static int Number(Database database, string group)
    {
        using (var insert = new Statement(database, "INSERT INTO consumer_group(name) VALUES(?1) ON CONFLICT DO NOTHING"))
            insert.Bind(1, group).Run();
        return Find(database, group) ?? throw new LogException($"group '{group}' has no number");
    }

    public Progress? ReadProgress(string group, PartitionLog partition)
    {
        lock (_lock)
        {
            if (!_progress.Bind(1, group).Bind(2, partition.Id).Step())
                return null;
            var progress = new Progress(partition.Name, _progress.Int64(0), _progress.Text(1), _progress.Int64(2));
            var isWhole = RowSum.Agrees(_progress.Int64(4), RowSum.Of((int)_progress.Int64(3), partition.Id, progress));
            _progress.Reset();
            return isWhole ? progress : throw Damaged($"the progress of {partition.Name} in group '{group}'");
        }
    }

    public void ReadState(string group, int partition, StateVisitor each)
    {
        lock (_lock)
        {
            if (Find(_database, group) is not { } groupId)
                return;
            using var rows = new Statement(_database, $"SELECT key, value, {_sum} FROM state WHERE scope = ?1 ORDER BY key");
            var scope = WriterIdentity.StateScope(groupId, partition);
            rows.Bind(1, scope);
            while (rows.Step())
            {
                var key = rows.Blob(0);
                var value = rows.Blob(1);
                if (!RowSum.Agrees(rows.Int64(2), RowSum.Of(scope, key, value)))
                    throw Damaged($"the state of '{Encoding.UTF8.GetString(key)}' in partition {partition} of group '{group}'");
                each(key, value);
            }
        }
    }

    public void Dispose()
    {
        _progress.Dispose();
        _database.Dispose();
    }

    private static LogException Damaged(string what) =>
        new($"{what} is damaged in the log's file: put the folder back from a copy, or begin anew in another");

    private static int? Find(Database database, string group)
    {
        using var find = new Statement(database, "SELECT id FROM consumer_group WHERE name = ?1");
        return find.Bind(1, group).Step() ? (int)find.Int64(0) : null;
    }
}
