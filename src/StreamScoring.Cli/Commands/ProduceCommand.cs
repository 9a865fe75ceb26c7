using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;
using StreamScoring.Pipeline.Jsonl;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring produce</c>: puts a file of events on a Kafka cluster, keyed by identity, into the partitions that a Java producer would choose.</summary>
internal static class ProduceCommand
{
    private const int Chunk = 500;

    public static Command Create()
    {
        var bootstrap = WorkerCommand.Bootstrap();
        var input = new Option<string?>("--in")
        {
            Description = "Events, one JSON document a line (.jsonl, .jsonl.gz; the bundled sample)",
            HelpName = "FILE",
        };
        var rate = new Option<double?>("--rate") { Description = "Events a second (as fast as it goes)", HelpName = "N" };
        var (config, set) = (SharedOptions.Config(), SharedOptions.Set());
        var command = new Verb(
            "produce",
            "Put events on a Kafka cluster, keyed by identity as a Java producer would",
            """
            Examples:
              streamscoring produce --bootstrap localhost:9092
              streamscoring produce --bootstrap localhost:9092 --in events.jsonl --rate 500
            """
        )
        {
            bootstrap,
            input,
            rate,
            config,
            set,
        };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(
                parsed.GetValue(config),
                parsed.GetValue(set) ?? [],
                [],
                ("kafka.bootstrap", parsed.GetValue(bootstrap))
            );
            if (loaded is null)
                return ExitCode.WrongUse;
            var file = parsed.GetValue(input) ?? SampleFiles.Events;
            var pace = parsed.GetValue(rate);
            if (!File.Exists(file) || pace is <= 0)
            {
                Console.Error.WriteLine(
                    pace is <= 0 ? "error: --rate takes events a second, more than 0" : $"error: '{file}' does not exist"
                );
                return ExitCode.WrongUse;
            }

            return Produce(loaded, file, pace);
        });
        return command;
    }

    private static int Produce(AppConfiguration config, string file, double? pace)
    {
        using var log = Cluster.Open(config, Delivery.AtLeastOnce);
        if (log is null)
            return ExitCode.WrongUse;
        var topic = config.Pipeline.Topics.Events;
        if (log.PartitionCount(topic) == 0)
            log.EnsureTopic(new TopicSpec(topic, config.LogPartitions));
        var partitions = log.PartitionCount(topic);
        var time = TimeProvider.System;
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        var keys = new EventKeyReader(config.Limits, config.Identity);
        using var writer = log.OpenWriter("streamscoring-produce", "streamscoring-produce");
        using var lines = new LineReader(file, config.Limits.MaxEventBytes);
        var (produced, started) = (0L, time.GetTimestamp());
        while (!stop.IsCancellationRequested && lines.TryRead(out var line))
        {
            var identity = keys.Read(line, out _);
            // Without a key Java spreads over the partitions; here the first takes them, so that two runs give the same.
            var partition = identity.IsEmpty ? 0 : Murmur2Partitioner.PartitionOf(identity, partitions);
            writer.Append(
                new TopicPartition(topic, partition),
                identity,
                line,
                default,
                time.GetUtcNow().ToUnixTimeMilliseconds(),
                hasKey: !identity.IsEmpty
            );
            if (++produced % Chunk == 0)
                writer.Commit([]);
            if (pace is { } p && produced / p - time.GetElapsedTime(started).TotalSeconds is > 0.001 and var ahead)
                stop.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(ahead));
        }

        writer.Commit([]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{produced} events in {topic} ({partitions} partitions)"));
        return ExitCode.Fine;
    }
}
