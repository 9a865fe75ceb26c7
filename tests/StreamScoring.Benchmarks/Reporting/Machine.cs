using System.Globalization;
using System.Runtime.InteropServices;

namespace StreamScoring.Benchmarks.Reporting;

/// <summary>Where a run took place.</summary>
/// <param name="Cpu">The processor's name.</param>
/// <param name="Cores">Cores that this process sees.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The runtime.</param>
internal sealed record Machine(string Cpu, int Cores, string System, string Runtime)
{
    public static Machine This { get; } =
        new(CpuName(), Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);

    /// <summary>Processes that ran or waited to run, over the last minute; NaN where the system does not say.</summary>
    public static double LoadAverage()
    {
        const string Path = "/proc/loadavg";
        return File.Exists(Path) ? double.Parse(File.ReadAllText(Path).Split(' ')[0], CultureInfo.InvariantCulture) : double.NaN;
    }

    private static string CpuName()
    {
        const string Path = "/proc/cpuinfo";
        if (!File.Exists(Path))
            return RuntimeInformation.ProcessArchitecture.ToString();
        var line = File.ReadLines(Path).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
