using Microsoft.Data.Sqlite;
using SQLitePCL;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Storage;

/// <summary>One connection to the log's file. Used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    public const string FileName = "log.db";
    private readonly SqliteConnection _connection;
    private readonly string _path;

    // SQLite keeps only a native pointer to the hook; this keeps it alive.
    private delegate_commit? _commitHook;
    private Exception? _commitFailure;

    private Database(string path, SqliteOpenMode mode)
    {
        _path = path;
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
        };
        _connection = new SqliteConnection(settings.ToString());
        try
        {
            _connection.Open();
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw new LogException($"the log '{path}' cannot be opened: {e.Message}", e);
        }

        raw.sqlite3_extended_result_codes(Handle, 1);
    }

    public sqlite3 Handle => _connection.Handle!;

    /// <summary>Opens for writing; makes the file when it is missing.</summary>
    public static Database OpenWriter(string folder, bool survivePowerLoss)
    {
        var database = new Database(Path.Combine(folder, FileName), SqliteOpenMode.ReadWriteCreate);
        database.Guarded(d =>
        {
            d.Execute("PRAGMA journal_mode=WAL");
            d.Execute(survivePowerLoss ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            d.Execute("PRAGMA wal_autocheckpoint=0");
            d.Execute("PRAGMA cache_size=-16384");
            d.Execute("PRAGMA busy_timeout=5000");
            Schema.Ensure(d);
        });
        return database;
    }

    /// <summary>Opens an existing log for reading; any number may, in any process, also while another writes.</summary>
    public static Database OpenReader(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new LogException($"there is no log in '{folder}'");
        var database = new Database(path, SqliteOpenMode.ReadOnly);
        database.Guarded(d =>
        {
            d.Execute("PRAGMA busy_timeout=5000");
            d.Execute("PRAGMA cache_size=-1024");
            Schema.Check(d);
        });
        return database;
    }

    public void Execute(string sql)
    {
        using var statement = new Statement(this, sql);
        statement.Run();
    }

    public long Scalar(string sql)
    {
        using var statement = new Statement(this, sql);
        var value = statement.Step() ? statement.Int64(0) : throw new LogException($"'{_path}': no answer to {sql}");
        statement.Reset();
        return value;
    }

    /// <summary>Calls <paramref name="committing"/> when SQLite is about to commit; the commit fails when it throws.</summary>
    public void OnCommit(Action committing)
    {
        _commitHook = _ =>
        {
            // SQLite's own frames stand between here and the caller: no exception may pass through them.
            try
            {
                committing();
                return 0;
            }
            catch (Exception e)
            {
                _commitFailure = e;
                return 1;
            }
        };
        raw.sqlite3_commit_hook(Handle, _commitHook, null);
    }

    /// <summary>Ends a transaction that failed, whatever state it is in.</summary>
    public void RollbackIfOpen()
    {
        if (raw.sqlite3_get_autocommit(Handle) == 0)
            Execute("ROLLBACK");
    }

    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Error(code);
    }

    public StorageException Error(int code)
    {
        var cause = code == raw.SQLITE_CONSTRAINT_COMMITHOOK ? _commitFailure : null;
        return new StorageException(code, cause?.Message ?? Describe(code & 0xff, raw.sqlite3_errmsg(Handle).utf8_to_string()), cause);
    }

    public void Dispose() => _connection.Dispose();

    private string Describe(int code, string text) =>
        code switch
        {
            raw.SQLITE_FULL => $"the disk of '{_path}' is full: free some space; nothing of the transaction was kept",
            raw.SQLITE_BUSY => $"the log '{_path}' is locked by another process for more than 5 s: close what has it open ({text})",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => $"'{_path}' is damaged or not a log: restore it from a copy ({text})",
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN =>
                $"'{_path}' may not be written: check its owner and mode ({text})",
            _ => $"'{_path}': SQLite error {code}: {text}",
        };

    private void Guarded(Action<Database> prepare)
    {
        try
        {
            prepare(this);
        }
        catch
        {
            Dispose();
            throw;
        }
    }
}
