using StreamScoring.EmbeddedLog;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs.Memory;

namespace StreamScoring.TestKit.Logs;

/// <summary>A log that a contract suite may use up: how to open it, open it again as a new process would, and remove it.</summary>
public sealed class LogUnderTest : IDisposable
{
    private readonly Func<ILog> _open;
    private readonly Action _remove;

    /// <summary>Opens it for the first time. <paramref name="open"/> is called again after each <see cref="Reopen"/>, on the same records.</summary>
    public LogUnderTest(Func<ILog> open, Action remove)
    {
        _open = open;
        _remove = remove;
        Log = open();
    }

    /// <summary>The log as it is open now.</summary>
    public ILog Log { get; private set; }

    /// <summary>Every kind of log that runs in this process, by name.</summary>
    public static IReadOnlyDictionary<string, Func<LogUnderTest>> Kinds { get; } =
        new SortedDictionary<string, Func<LogUnderTest>>(StringComparer.Ordinal)
        {
            ["in memory"] = () => InMemory(new InMemoryLogOptions()),
            ["in memory, small batches and transaction markers"] = () =>
                InMemory(new InMemoryLogOptions { TransactionMarkers = true, BatchBytes = 256 }),
            ["embedded"] = () => Embedded(options => options),
            ["embedded, small batches, checkpoints and flushes"] = () =>
                Embedded(options => options with { BatchBytes = 256, CheckpointBytes = 8192, SurvivePowerLoss = true }),
        };

    /// <summary>A log in memory.</summary>
    public static LogUnderTest InMemory(InMemoryLogOptions options)
    {
        var store = new InMemoryStore(options);
        return new LogUnderTest(() => new InMemoryLog(store, TimeProvider.System), () => { });
    }

    /// <summary>An embedded log in a new folder.</summary>
    public static LogUnderTest Embedded(Func<EmbeddedLogOptions, EmbeddedLogOptions> configure)
    {
        var folder = Directory.CreateTempSubdirectory("streamscoring-log-").FullName;
        return new LogUnderTest(
            () => EmbeddedLog.EmbeddedLog.Open(configure(new EmbeddedLogOptions(folder)), TimeProvider.System),
            () => Directory.Delete(folder, recursive: true)
        );
    }

    /// <summary>Closes the log and opens it again.</summary>
    public void Reopen()
    {
        Log.Dispose();
        Log = _open();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Log.Dispose();
        _remove();
    }
}
