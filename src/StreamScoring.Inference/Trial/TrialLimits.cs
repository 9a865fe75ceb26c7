namespace StreamScoring.Inference.Trial;

/// <summary>What the child process of a trial may use.</summary>
/// <param name="MemoryBytes">Address space beyond what the process has when it starts to load the model (Linux); on every system the parent watches the working set, too.</param>
/// <param name="ProcessorSeconds">Processor time, which does not depend on how busy the machine is (Linux, macOS).</param>
/// <param name="Deadline">Time by the clock: generous, for machines where everything waits.</param>
public sealed record TrialLimits(long MemoryBytes, int ProcessorSeconds, TimeSpan Deadline)
{
    /// <summary>2 GiB, 60 s of processor time, 5 minutes.</summary>
    public static TrialLimits Default { get; } = new(2L << 30, 60, TimeSpan.FromMinutes(5));
}
