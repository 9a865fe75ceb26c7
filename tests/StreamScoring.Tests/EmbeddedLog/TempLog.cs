using StreamScoring.EmbeddedLog;
using StreamScoring.EmbeddedLog.Storage;

namespace StreamScoring.Tests.EmbeddedLog;

/// <summary>A folder for an embedded log, gone with the test.</summary>
internal sealed class TempLog : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("streamscoring-log-").FullName;

    public EmbeddedLogOptions Options => new(Folder);

    public StreamScoring.EmbeddedLog.EmbeddedLog Open(EmbeddedLogOptions? options = null) =>
        StreamScoring.EmbeddedLog.EmbeddedLog.Open(options ?? Options, TimeProvider.System);

    /// <summary>Changes the file behind the log's back; the log must be closed.</summary>
    public void Tamper(string sql)
    {
        using var database = Database.OpenWriter(Folder, survivePowerLoss: false);
        database.Execute(sql);
    }

    /// <summary>The bytes of a batch; the log must be closed.</summary>
    public byte[] Blob(int id)
    {
        using var database = Database.OpenReader(Folder);
        using var statement = new Statement(database, "SELECT bytes FROM blob WHERE id = ?1");
        Xunit.Assert.True(statement.Bind(1, id).Step());
        return statement.Blob(0).ToArray();
    }

    /// <summary>Replaces the bytes of a batch; the log must be closed.</summary>
    public void PutBlob(int id, byte[] bytes) => Tamper($"UPDATE blob SET bytes = x'{Convert.ToHexString(bytes)}' WHERE id = {id}");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
