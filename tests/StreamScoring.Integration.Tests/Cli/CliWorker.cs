using System.Collections.Concurrent;
using System.Diagnostics;
using StreamScoring.TestKit.Cli;
using StreamScoring.TestKit.Kafka;

namespace StreamScoring.Integration.Tests.Cli;

/// <summary>A running worker; its log is read as it comes. Disposing kills what still runs.</summary>
internal sealed class CliWorker : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    public CliWorker(CliProcess cli, string[] args)
    {
        _process = cli.Start(args);
        _process.StandardInput.Close();
        _process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is not null)
                _lines.Enqueue(e.Data);
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has said so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Waits for a line of its log.</summary>
    public string Await(string part)
    {
        string? found = null;
        Patience.Until(
            () =>
            {
                found = _lines.FirstOrDefault(l => l.Contains(part, StringComparison.Ordinal));
                if (found is null)
                    MustRun();
                return found is not null;
            },
            $"the worker to say '{part}'; it said: {string.Join('\n', _lines)}"
        );
        return found!;
    }

    /// <summary>Throws when it has ended.</summary>
    public void MustRun()
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"the worker ended with {_process.ExitCode}: {string.Join('\n', _lines)}");
    }

    /// <summary>Asks it to end, as an orchestrator does. Returns its exit code.</summary>
    public int Stop()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            kill.WaitForExit();
        return WaitForEnd();
    }

    /// <summary>Waits until it ends by itself. Returns its exit code.</summary>
    public int WaitForEnd()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(1)))
            throw new TimeoutException($"the worker did not end: {string.Join('\n', _lines)}");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
