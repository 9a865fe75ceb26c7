using System.Runtime.InteropServices;

namespace StreamScoring.TestKit.Kafka;

/// <summary>Sends a signal to one process that a test started.</summary>
public static partial class Signals
{
    /// <summary>Stops a process where it is.</summary>
    public const int Stop = 19;

    /// <summary>Lets a stopped process go on.</summary>
    public const int Continue = 18;

    /// <summary>Sends a signal. Throws when the process is not there.</summary>
    public static void Send(int processId, int signal)
    {
        if (Kill(processId, signal) != 0)
            throw new InvalidOperationException($"signal {signal} could not be sent to process {processId}");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
