using StreamScoring.EmbeddedLog;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs.Memory;

namespace StreamScoring.Benchmarks.Pipelines;

/// <summary>Logs that hold a load, each for one run.</summary>
internal abstract class LogFactory : IDisposable
{
    /// <summary>A log with the load in it. Dispose it after the run.</summary>
    public abstract ILog Open();

    public virtual void Dispose() { }
}

/// <summary>One store for all runs, whose topics keep their newest bytes only: the load fits, and results take the place of older ones.</summary>
internal sealed class MemoryLogs : LogFactory
{
    private readonly InMemoryStore _store;

    public MemoryLogs(Load load)
    {
        var bytes = load.Values.Sum(v => (long)v.Length) + load.Keys.Sum(k => k.Length) + (64L * load.Values.Length);
        _store = new InMemoryStore(new InMemoryLogOptions { SegmentBytes = (int)(bytes + (8 << 20)), KeepsOneSegment = true });
        using var log = Open();
        load.Fill(log);
    }

    public override ILog Open() => new InMemoryLog(_store, TimeProvider.System);
}

/// <summary>A copy of one loaded folder for each run.</summary>
internal sealed class EmbeddedLogs : LogFactory
{
    private readonly string _root = Directory.CreateTempSubdirectory("streamscoring-bench-").FullName;
    private int _runs;

    public EmbeddedLogs(Load load)
    {
        using var log = EmbeddedLog.EmbeddedLog.Open(new EmbeddedLogOptions(Loaded), TimeProvider.System);
        load.Fill(log);
    }

    private string Loaded => Path.Combine(_root, "loaded");

    public override ILog Open()
    {
        if (_runs > 0)
            Directory.Delete(Run(_runs), recursive: true);
        var folder = Directory.CreateDirectory(Run(++_runs)).FullName;
        foreach (var file in Directory.EnumerateFiles(Loaded))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return EmbeddedLog.EmbeddedLog.Open(new EmbeddedLogOptions(folder), TimeProvider.System);
    }

    public override void Dispose() => Directory.Delete(_root, recursive: true);

    private string Run(int number) => Path.Combine(_root, $"run-{number}");
}
