using System.Globalization;
using StreamScoring.Benchmarks.Reporting;

namespace StreamScoring.Benchmarks.Cluster.Reporting;

/// <summary>The machine of a run, and whether others used it when the run began: later, the load is the run's own.</summary>
internal sealed class Busy
{
    private const double Idle = 1.0;

    /// <summary>Processes that ran or waited to run, over the minute before.</summary>
    public double LoadBefore { get; } = Machine.LoadAverage();

    public bool Is => LoadBefore > Idle;

    /// <summary>The line that names the machine.</summary>
    public string Line()
    {
        var machine = Machine.This;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{machine.Cpu}, {machine.Cores} cores, {machine.System}, {machine.Runtime}; load average {LoadBefore:0.0} before, {Machine.LoadAverage():0.0} after (broker, sender and workers of the run included){(Is ? ": THE MACHINE WAS BUSY, the figures are not to be relied on" : "")}."
        );
    }
}
