using System.Text.Json;
using System.Text.Json.Serialization;
using StreamScoring.Benchmarks.Cluster.Broker;
using StreamScoring.Benchmarks.Cluster.Latency;
using StreamScoring.Benchmarks.Cluster.Reporting;
using StreamScoring.Benchmarks.Cluster.Throughput;
using StreamScoring.Benchmarks.Reporting;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.Benchmarks.Cluster;

/// <summary>Measures on a real broker, prints the tables and keeps every sample.</summary>
internal static class ClusterCommand
{
    public const string Verb = "cluster";
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Returns the exit code. <c>--quick</c> looks whether it works; another word measures only what has it in its title.</summary>
    public static int Run(IReadOnlyList<string> args)
    {
        var scale = new BenchScale(
            args.Contains("--quick", StringComparer.Ordinal),
            args.FirstOrDefault(a => !a.StartsWith('-')) ?? "",
            args.Contains("--tell", StringComparer.Ordinal)
        );
        var busy = new Busy();
        if (busy.Is)
            Console.Error.WriteLine($"the machine is busy (load average {busy.LoadBefore:0.0}): others will be in the figures");
        try
        {
            Measure(scale, busy);
            return 0;
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or Confluent.Kafka.KafkaException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }

    private static void Measure(BenchScale scale, Busy busy)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var broker = BenchBroker.Open();
        var throughput = new ThroughputRun(broker, scale).Run();
        var latency = new LatencyRun(broker, scale);
        var rounds = latency.Run();
        foreach (var line in ThroughputTable.Lines(throughput))
            Console.WriteLine(line);
        Console.WriteLine();
        Console.WriteLine($"Events of {latency.EventBytes:0} B on average:");
        Console.WriteLine();
        foreach (var line in LatencyTable.Lines(rounds))
            Console.WriteLine(line);
        Console.WriteLine();
        Console.WriteLine(busy.Line());
        var path = Path.Combine(GoldenFolders.RepositoryRoot, "artifacts", "bench", scale.IsQuick ? "kafka-quick.json" : "kafka.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(
            path,
            JsonSerializer.Serialize(
                new
                {
                    machine = Machine.This,
                    loadBefore = busy.LoadBefore,
                    isBusy = busy.Is,
                    throughput,
                    latency = rounds,
                },
                _json
            )
        );
        Console.Error.WriteLine(
            $"every sample: {Path.GetRelativePath(Environment.CurrentDirectory, path)}; {TimeProvider.System.GetElapsedTime(started).TotalMinutes:0.0} min"
        );
    }
}
