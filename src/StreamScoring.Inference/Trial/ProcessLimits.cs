using System.Runtime.InteropServices;

namespace StreamScoring.Inference.Trial;

/// <summary>Limits that the child puts on itself before it touches the model; the kernel enforces them whatever native code does. Nothing on Windows.</summary>
internal static partial class ProcessLimits
{
    private const int Cpu = 0;
    private const int Core = 4;
    private const int AddressSpace = 9;

    /// <summary>Bounds processor time and, on Linux, memory; forbids core dumps.</summary>
    public static void Apply(long memoryBytes, int processorSeconds)
    {
        if (OperatingSystem.IsWindows())
            return;
        Set(Core, 0, 0);
        // The soft limit ends the process with SIGXCPU, the hard one with SIGKILL should it be caught.
        Set(Cpu, (ulong)processorSeconds, (ulong)processorSeconds + 2);
        if (!OperatingSystem.IsLinux())
            return;
        // The runtime has reserved address space of its own (hundreds of GiB); the limit counts from there.
        var now = Pages() * (ulong)Environment.SystemPageSize;
        Set(AddressSpace, now + (ulong)memoryBytes, now + (ulong)memoryBytes);
    }

    private static ulong Pages()
    {
        var text = File.ReadAllText("/proc/self/statm");
        return ulong.Parse(text.AsSpan(0, text.IndexOf(' ', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Set(int resource, ulong soft, ulong hard)
    {
        var limit = new Limit { Soft = soft, Hard = hard };
        if (SetLimit(resource, in limit) != 0)
            throw new InvalidOperationException($"setrlimit({resource}) failed with error {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
