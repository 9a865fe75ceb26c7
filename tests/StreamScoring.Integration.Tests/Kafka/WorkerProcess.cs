using System.Globalization;
using StreamScoring.Integration.Tests.Kills;
using StreamScoring.TestKit.Kafka;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>A worker in a process of its own, as its test sees it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    public const string Started = "started";
    public const string Assigned = "assigned";
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private readonly VictimProcess _process;
    private readonly List<string> _lines = [];
    private readonly Thread _reader;

    public WorkerProcess(KafkaPlan plan, string point = "", int occurrence = 0)
    {
        Point = point;
        _process = VictimProcess.Start(KafkaVictim.Name, plan.Victim(point, occurrence));
        _reader = new Thread(Read) { IsBackground = true };
        _reader.Start();
    }

    /// <summary>Where it dies or stands still; empty: nowhere.</summary>
    public string Point { get; }

    public bool HasEnded => _process.HasEnded;

    public bool WasKilled => _process.WasKilled;

    /// <summary>Whether it is stopped, as after SIGSTOP.</summary>
    public bool IsStopped =>
        !HasEnded
        && File.ReadAllText($"/proc/{_process.Id.ToString(CultureInfo.InvariantCulture)}/stat").Split(')')[^1].TrimStart()[0] == 'T';

    /// <summary>The memory it holds, bytes.</summary>
    public long MemoryBytes => _process.MemoryBytes;

    /// <summary>The last lines it wrote, for a message.</summary>
    public string Last
    {
        get
        {
            lock (_lines)
                return $"{Environment.NewLine}{string.Join(Environment.NewLine, _lines.TakeLast(40))}";
        }
    }

    /// <summary>Whether it has written a line with that word. Fails when it has ended.</summary>
    public bool WaitedFor(string word)
    {
        AssertRuns();
        lock (_lines)
            return _lines.Exists(l => l.Contains(word, StringComparison.Ordinal));
    }

    /// <summary>Asks it to end.</summary>
    public void CloseInput() => _process.CloseInput();

    public void Send(int signal) => Signals.Send(_process.Id, signal);

    public void Kill() => _process.Kill();

    /// <summary>Asks it to end, and asserts that it ends by itself and well.</summary>
    public void Stop()
    {
        _process.CloseInput();
        Assert.True(_process.WaitForEnd(_patience), $"a worker did not end when it was asked to: {Last}");
        _reader.Join();
        Assert.True(_process.ExitCode == 0, $"a worker ended with {_process.ExitCode}: {Last}");
    }

    /// <summary>Asserts that it runs.</summary>
    public void AssertRuns() => Assert.False(HasEnded, $"a worker ended by itself{(HasEnded ? $" with {_process.ExitCode}" : "")}: {Last}");

    public void Dispose() => _process.Dispose();

    private void Read()
    {
        // For who looks for a fault: a folder that takes all that workers say.
        using var file = Environment.GetEnvironmentVariable("STREAMSCORING_WORKER_LOGS") is { Length: > 0 } folder
            ? File.CreateText(Path.Combine(folder, $"worker-{_process.Id.ToString(CultureInfo.InvariantCulture)}.log"))
            : null;
        while (_process.ReadLine() is { } line)
        {
            file?.WriteLine(line);
            lock (_lines)
                _lines.Add(line);
        }
    }
}
