using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamScoring.Integration.Tests.Kills;

/// <summary>
/// Kills its own process, as <c>kill -9</c> does, at the planned point: no handler, no finally block, no flush runs. A point that begins
/// with <c>stop </c> stops it there instead, as SIGSTOP does.
/// </summary>
internal sealed partial class KillPoint(VictimPlan plan)
{
    public const string StopPrefix = "stop ";
    private const int Sigkill = 9;
    private const int Sigstop = 19;
    private readonly bool _stops = plan.Point.StartsWith(StopPrefix, StringComparison.Ordinal);
    private readonly string _point = plan.Point.StartsWith(StopPrefix, StringComparison.Ordinal)
        ? plan.Point[StopPrefix.Length..]
        : plan.Point;
    private int _hits;

    /// <summary>Says that the process has come to a named point.</summary>
    public void Reach(string point)
    {
        if (!string.Equals(point, _point, StringComparison.Ordinal) || Interlocked.Increment(ref _hits) != plan.Occurrence)
            return;
        if (OperatingSystem.IsWindows())
            Process.GetCurrentProcess().Kill();
        _ = Kill(Environment.ProcessId, _stops ? Sigstop : Sigkill);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
