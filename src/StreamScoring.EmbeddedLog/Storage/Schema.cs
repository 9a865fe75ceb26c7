using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Storage;

/// <summary>
/// The tables of a log. A batch's index row is kept apart from its bytes, so that the index of millions of records stays small and is walked without touching them;
/// keyed by the offset behind the batch, the first row beyond an offset is the batch that holds it or the next one. <c>high_ms</c> is the largest timestamp of the
/// partition so far and never falls, which makes by-time lookup a binary search.
/// </summary>
internal static class Schema
{
    /// <summary>Bump with every change of the tables, together with a migration and a fixture of the old version.</summary>
    public const long Version = 2;

    private const long ApplicationId = 0x53534C47; // "SSLG"

    private static readonly string[] _tables =
    [
        "CREATE TABLE topic(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL, compacted INTEGER NOT NULL, retention_ms INTEGER NOT NULL) STRICT",
        """
            CREATE TABLE batch(
                partition_id INTEGER NOT NULL, next_offset INTEGER NOT NULL, base_offset INTEGER NOT NULL, records INTEGER NOT NULL,
                first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, high_ms INTEGER NOT NULL, blob_id INTEGER NOT NULL,
                PRIMARY KEY(partition_id, next_offset)) STRICT, WITHOUT ROWID
            """,
        "CREATE TABLE blob(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
        "CREATE TABLE consumer_group(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
        """
            CREATE TABLE progress(
                group_id INTEGER NOT NULL, partition_id INTEGER NOT NULL, next_offset INTEGER NOT NULL, active_set TEXT NOT NULL, profile_offset INTEGER NOT NULL,
                sum INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(group_id, partition_id)) STRICT, WITHOUT ROWID
            """,
        "CREATE TABLE state(scope INTEGER NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, sum INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(scope, key)) STRICT, WITHOUT ROWID",
        "CREATE TABLE writer(name TEXT PRIMARY KEY, epoch INTEGER NOT NULL) STRICT",
    ];

    // Rows that stand there get no sum: nobody knows whether they are still whole.
    private static readonly string[] _fromVersion1 =
    [
        "ALTER TABLE progress ADD COLUMN sum INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE state ADD COLUMN sum INTEGER NOT NULL DEFAULT 0",
    ];

    /// <summary>Makes the tables in an empty file; brings one of an older version up to this one.</summary>
    public static void Ensure(Database database)
    {
        if (database.Scalar("PRAGMA user_version") == 0 && database.Scalar("SELECT count(*) FROM sqlite_schema") == 0)
        {
            Change(
                database,
                [.. _tables, $"PRAGMA application_id={ApplicationId.ToString(System.Globalization.CultureInfo.InvariantCulture)}"]
            );
        }

        Check(database);
        if (database.Scalar("PRAGMA user_version") == 1)
            Change(database, _fromVersion1);
    }

    /// <summary>Throws when the file is not a log of this version.</summary>
    public static void Check(Database database)
    {
        if (database.Scalar("PRAGMA application_id") != ApplicationId)
            throw new LogException("the file is a SQLite database, but not a StreamScoring log: name another folder");
        var version = database.Scalar("PRAGMA user_version");
        if (version is < 1 or > Version)
            throw new LogException(
                $"the log has format version {version}, this program reads versions 1 to {Version}: use the program that wrote it, or a newer one"
            );
    }

    private static void Change(Database database, IEnumerable<string> statements)
    {
        database.Execute("BEGIN IMMEDIATE");
        foreach (var statement in statements)
            database.Execute(statement);
        database.Execute($"PRAGMA user_version={Version.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        database.Execute("COMMIT");
    }
}
