using SQLitePCL;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Storage;

/// <summary>SQLite said no.</summary>
internal sealed class StorageException(int code, string message, Exception? inner = null) : LogException(message, inner)
{
    /// <summary>Whether the same work may succeed later, with nothing else done than freeing space or a lock. The commit hook refuses only when an observer threw.</summary>
    public bool IsTransient =>
        code == raw.SQLITE_CONSTRAINT_COMMITHOOK
        || (code & 0xff) is raw.SQLITE_FULL or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM;
}
