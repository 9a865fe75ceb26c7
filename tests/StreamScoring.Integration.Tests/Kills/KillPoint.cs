using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamScoring.Integration.Tests.Kills;

/// <summary>Kills its own process, as <c>kill -9</c> does, at the planned point: no handler, no finally block, no flush runs.</summary>
internal sealed partial class KillPoint(VictimPlan plan)
{
    private const int Sigkill = 9;
    private int _hits;

    /// <summary>Says that the process has come to a named point.</summary>
    public void Reach(string point)
    {
        if (!string.Equals(point, plan.Point, StringComparison.Ordinal) || Interlocked.Increment(ref _hits) != plan.Occurrence)
            return;
        if (OperatingSystem.IsWindows())
            Process.GetCurrentProcess().Kill();
        _ = Kill(Environment.ProcessId, Sigkill);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
