namespace StreamScoring.Benchmarks.Measuring;

/// <summary>
/// Reads CPU time and allocation. CPU time and not the clock, because others share the machine: being preempted costs time, not CPU. Of the process and not of
/// the thread, because what a rival leaves to the garbage collector is its cost, too.
/// </summary>
internal struct Meter
{
    private TimeSpan _cpu;
    private long _allocated;

    /// <summary>Begins to measure.</summary>
    public static Meter Start() => new() { _allocated = GC.GetTotalAllocatedBytes(precise: true), _cpu = Environment.CpuUsage.TotalTime };

    /// <summary>The cost since the start.</summary>
    public readonly Cost Stop(long events)
    {
        var cpu = Environment.CpuUsage.TotalTime - _cpu;
        return new Cost(events, cpu.TotalNanoseconds, GC.GetTotalAllocatedBytes(precise: true) - _allocated);
    }
}
