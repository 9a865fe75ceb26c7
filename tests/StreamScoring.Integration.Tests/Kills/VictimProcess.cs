using System.Diagnostics;

namespace StreamScoring.Integration.Tests.Kills;

/// <summary>A victim as its killer sees it: a process of this very executable, and the lines it wrote before it ended.</summary>
internal sealed class VictimProcess : IDisposable
{
    private const int KilledExitCode = 128 + 9;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private VictimProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Whether it died by <c>kill -9</c>. After <see cref="ReadToEnd"/>.</summary>
    public bool WasKilled => OperatingSystem.IsWindows() ? _process.ExitCode != 0 : _process.ExitCode == KilledExitCode;

    public int ExitCode => _process.ExitCode;

    public bool HasEnded => _process.HasExited;

    public static VictimProcess Start(string name, VictimPlan plan)
    {
        var program = typeof(VictimProcess).Assembly.Location;
        var executable = Path.ChangeExtension(program, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = new ProcessStartInfo(File.Exists(executable) ? executable : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        if (!File.Exists(executable))
            start.ArgumentList.Add(program);
        foreach (var argument in (string[])["victim", name, .. plan.ToArguments()])
            start.ArgumentList.Add(argument);
        return new VictimProcess(Process.Start(start) ?? throw new InvalidOperationException("the victim did not start"));
    }

    /// <summary>The next line it writes; null at its end.</summary>
    public string? ReadLine() => _process.StandardOutput.ReadLine();

    /// <summary>All lines it writes until it ends. Fails when it hangs.</summary>
    public IReadOnlyList<string> ReadToEnd()
    {
        var lines = new List<string>();
        var isLate = false;
        using var watchdog = new Timer(
            _ =>
            {
                Volatile.Write(ref isLate, true);
                _process.Kill();
            },
            null,
            _patience,
            Timeout.InfiniteTimeSpan
        );
        while (ReadLine() is { } line)
            lines.Add(line);
        _process.WaitForExit();
        // Killed by us it would pass for one that died where it was to.
        return Volatile.Read(ref isLate)
            ? throw new TimeoutException(
                $"the victim did not end in {_patience.TotalMinutes} min: {string.Join(" | ", lines.TakeLast(30))}"
            )
            : lines;
    }

    /// <summary>The memory it holds, bytes.</summary>
    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Closes its input, which asks a victim that reads it to end by itself.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Waits for its end. Returns whether it came in time.</summary>
    public bool WaitForEnd(TimeSpan time) => _process.WaitForExit(time);

    /// <summary>Kills it from outside.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
