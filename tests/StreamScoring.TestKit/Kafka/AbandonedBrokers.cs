using System.Diagnostics;
using System.Globalization;

namespace StreamScoring.TestKit.Kafka;

/// <summary>Ends brokers whose test run was killed before it could end them itself: those whose recorded process still runs and whose run does not.</summary>
internal static class AbandonedBrokers
{
    public static string FolderPrefix { get; } = Prefix + Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "-";

    private const string Prefix = "streamscoring-kafka-";

    public static void End()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!int.TryParse(owner, CultureInfo.InvariantCulture, out var run) || IsRunning(run))
                continue;
            try
            {
                foreach (var file in Directory.EnumerateFiles(folder, "pid", SearchOption.AllDirectories))
                    End(File.ReadAllText(file).Split(' '));
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // Another run is at it, too.
            }
        }
    }

    private static void End(string[] record)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(record[0], CultureInfo.InvariantCulture));
            // Another process may have the number by now.
            if (process.StartTime.ToBinary() == long.Parse(record[1], CultureInfo.InvariantCulture))
            {
                process.Kill();
                // What still writes into its folder would keep it from being removed.
                process.WaitForExit(TimeSpan.FromSeconds(10));
            }
        }
        catch (ArgumentException) { }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
