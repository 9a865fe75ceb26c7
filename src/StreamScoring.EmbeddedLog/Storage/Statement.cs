using SQLitePCL;

namespace StreamScoring.EmbeddedLog.Storage;

/// <summary>
/// A prepared statement bound and read without boxing or copies: what ADO.NET's parameters and readers would allocate per call stays out of the commit and read paths.
/// Parameters and columns count from 1 and 0, as in SQLite.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly Database _database;
    private readonly sqlite3_stmt _handle;

    public Statement(Database database, string sql)
    {
        _database = database;
        database.Check(raw.sqlite3_prepare_v2(database.Handle, sql, out _handle));
    }

    public Statement Bind(int index, long value)
    {
        _database.Check(raw.sqlite3_bind_int64(_handle, index, value));
        return this;
    }

    public Statement Bind(int index, string value)
    {
        _database.Check(raw.sqlite3_bind_text16(_handle, index, value.AsSpan()));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        _database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_handle, index, 0) : raw.sqlite3_bind_blob(_handle, index, value));
        return this;
    }

    /// <summary>Moves to the next row; false at the end. After a failure or the end the statement is ready to run again.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code == raw.SQLITE_DONE)
        {
            Reset();
            return false;
        }

        // The error text belongs to the connection's last call: read it before the reset.
        var error = _database.Error(code);
        Reset();
        throw error;
    }

    /// <summary>Runs to the end.</summary>
    public void Run()
    {
        while (Step()) { }
    }

    public long Int64(int column) => raw.sqlite3_column_int64(_handle, column);

    public string Text(int column) => raw.sqlite3_column_text(_handle, column).utf8_to_string();

    /// <summary>The bytes, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_handle, column);

    /// <summary>Gives the row and its read snapshot back.</summary>
    public void Reset() => raw.sqlite3_reset(_handle);

    public void Dispose() => _handle.Dispose();
}
