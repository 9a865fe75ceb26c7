using System.Globalization;
using StreamScoring.Benchmarks.Reporting;
using StreamScoring.TestKit.Kafka;

namespace StreamScoring.Benchmarks.Cluster.Reporting;

/// <summary>The machine of a run, and whether others used it when the run began: later, the load is the run's own.</summary>
internal sealed class Busy
{
    private const double Idle = 1.0;

    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(2);

    /// <summary>Waits a while for the machine to become idle: it has just built what is measured.</summary>
    public Busy()
    {
        if (Machine.LoadAverage() > Idle)
            Console.Error.WriteLine("waiting for the machine to become idle ...");
        try
        {
            Patience.Until(() => Machine.LoadAverage() <= Idle * 0.8, "an idle machine", _longestWait, every: 1_000);
        }
        catch (TimeoutException)
        {
            // Said with the figures.
        }

        LoadBefore = Machine.LoadAverage();
    }

    /// <summary>Processes that ran or waited to run, over the minute before.</summary>
    public double LoadBefore { get; }

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
