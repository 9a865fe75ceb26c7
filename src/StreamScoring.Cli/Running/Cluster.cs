using System.Diagnostics;
using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Kafka;
using StreamScoring.Kafka.Settings;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Running;

/// <summary>Opens the configured Kafka cluster.</summary>
internal static class Cluster
{
    /// <summary>The cluster, or null after saying that none is named.</summary>
    public static KafkaLog? Open(AppConfiguration config, Delivery delivery, Action<KafkaDiagnostic>? diagnostics = null)
    {
        if (config.KafkaBootstrap.Length == 0)
        {
            Console.Error.WriteLine("error: no cluster is named: --bootstrap HOST:PORT, or kafka.bootstrap in the configuration");
            return null;
        }

        return new KafkaLog(
            new KafkaLogOptions(config.KafkaBootstrap)
            {
                Settings = config.KafkaSettings,
                Delivery = delivery,
                Instance = Instance(config),
                Diagnostics = diagnostics ?? Print,
            },
            TimeProvider.System
        );
    }

    /// <summary>
    /// What tells this process from others: a static member keeps its name over restarts, so that it aborts at once what it left open; others must not share theirs.
    /// </summary>
    public static string Instance(AppConfiguration config)
    {
        if (config.KafkaSettings.TryGetValue("group.instance.id", out var name))
            return name;
        using var self = Process.GetCurrentProcess();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.MachineName}-{Environment.ProcessId}-{self.StartTime.ToUniversalTime().Ticks:x}"
        );
    }

    private static void Print(KafkaDiagnostic diagnostic)
    {
        if (diagnostic.Severity >= KafkaSeverity.Warning)
            Console.Error.WriteLine($"kafka {diagnostic.Facility}: {diagnostic.Message}");
    }
}
