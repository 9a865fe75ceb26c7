using StreamScoring.EmbeddedLog.Reading;
using StreamScoring.EmbeddedLog.Storage;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Topics;

/// <summary>The topics as the file has them.</summary>
internal static class TopicTable
{
    /// <summary>Brings topics that are in the file and not yet in <paramref name="catalog"/> into it, with where their partitions begin and end.</summary>
    public static void Load(Database database, BatchQueries queries, TopicCatalog catalog)
    {
        var found = new List<(int Id, string Name, int Partitions)>();
        using (var topics = new Statement(database, "SELECT id, name, partitions FROM topic ORDER BY id"))
        {
            while (topics.Step())
                found.Add(((int)topics.Int64(0), topics.Text(1), (int)topics.Int64(2)));
        }

        foreach (var (id, name, partitions) in found)
        {
            if (catalog.Find(name) is null)
                catalog.Add(name, id, partitions, p => Refresh(queries, p));
        }
    }

    /// <summary>Looks up where a partition begins and ends.</summary>
    public static void Refresh(BatchQueries queries, PartitionLog partition)
    {
        var (end, highMs) = queries.Last(partition);
        partition.Load(queries.Start(partition), end, highMs);
    }

    /// <summary>Writes a topic when it is missing. Returns the number and partition count it has.</summary>
    public static (int Id, int Partitions) Ensure(Database database, TopicSpec topic)
    {
        using (
            var insert = new Statement(
                database,
                "INSERT INTO topic(name, partitions, compacted, retention_ms) VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING"
            )
        )
            insert.Bind(1, topic.Name).Bind(2, topic.Partitions).Bind(3, topic.Compacted ? 1 : 0).Bind(4, topic.RetentionMs).Run();
        using var find = new Statement(database, "SELECT id, partitions FROM topic WHERE name = ?1");
        return find.Bind(1, topic.Name).Step()
            ? (checked((int)find.Int64(0)), checked((int)find.Int64(1)))
            : throw new LogException($"topic '{topic.Name}' was not kept");
    }
}
