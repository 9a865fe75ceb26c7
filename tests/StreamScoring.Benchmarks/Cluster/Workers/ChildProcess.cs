using System.Diagnostics;
using System.Text.Json;

namespace StreamScoring.Benchmarks.Cluster.Workers;

/// <summary>A worker process as the one that measures sees it: this very executable, told lap by lap what to do.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly Engagement _engagement;

    public ChildProcess(Engagement engagement)
    {
        _engagement = engagement;
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(ChildProgram.Verb);
        start.ArgumentList.Add(JsonSerializer.Serialize(engagement));
        _process = Process.Start(start) ?? throw new InvalidOperationException("the worker did not start");
    }

    /// <summary>Runs a lap to its end.</summary>
    public LapCost Run(Lap lap)
    {
        Begin(lap);
        return End();
    }

    /// <summary>Begins a lap.</summary>
    public void Begin(Lap lap)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(lap));
        _process.StandardInput.Flush();
    }

    /// <summary>Tells it to stop a lap without an end, and waits for what it cost.</summary>
    public LapCost Stop()
    {
        _process.StandardInput.WriteLine(ChildProgram.Stop);
        _process.StandardInput.Flush();
        return End();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
    }

    private LapCost End()
    {
        using var watchdog = new Timer(_ => _process.Kill(), null, _patience, Timeout.InfiniteTimeSpan);
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            // A rival's log may stand between.
            if (line.StartsWith(ChildProgram.CostMark, StringComparison.Ordinal))
                return JsonSerializer.Deserialize<LapCost>(line[ChildProgram.CostMark.Length..])!;
            Console.Error.WriteLine($"{_engagement.Kind}: {line}");
        }

        throw new InvalidOperationException($"{_engagement} ended without a result");
    }
}
