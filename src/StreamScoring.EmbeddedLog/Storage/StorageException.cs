using SQLitePCL;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Storage;

/// <summary>SQLite said no.</summary>
internal sealed class StorageException(int code, string message) : LogException(message)
{
    /// <summary>Whether the same work may succeed later, with nothing else done than freeing space or a lock.</summary>
    public bool IsTransient => (code & 0xff) is raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM;
}
