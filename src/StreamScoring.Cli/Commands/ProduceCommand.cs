using System.CommandLine;
using System.Globalization;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;
using StreamScoring.Kafka.Registry;
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
        var bootstrap = SharedOptions.Bootstrap();
        var input = new Option<string?>("--in")
        {
            Description = "Events, one JSON document a line (.jsonl, .jsonl.gz; the bundled sample)",
            HelpName = "FILE",
        };
        var rate = new Option<double?>("--rate") { Description = "Events a second (as fast as it goes)", HelpName = "N" };
        var avro = new Option<bool>("--avro") { Description = "As Avro, through the schema registry (registry.url)" };
        var schema = new Option<string?>("--schema")
        {
            Description = "Avro schema of the events, with --avro (that of the bundled sample)",
            HelpName = "FILE",
        };
        var (config, set) = (SharedOptions.Config(), SharedOptions.Set());
        var command = new Verb(
            "produce",
            "Put events on a Kafka cluster, keyed by identity as a Java producer would",
            """
            Examples:
              streamscoring produce --bootstrap localhost:9092
              streamscoring produce --bootstrap localhost:9092 --in events.jsonl --rate 500
              streamscoring produce -b localhost:9092 --avro --set registry.url=http://localhost:8081 --set registry.autoRegister=true
            """
        )
        {
            bootstrap,
            input,
            rate,
            avro,
            schema,
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
            var work = new Work(
                parsed.GetValue(input) ?? SampleFiles.Events,
                parsed.GetValue(rate),
                parsed.GetValue(avro),
                parsed.GetValue(schema)
            );
            if (Wrong(work, loaded) is not { } problem)
                return Produce(loaded, work);
            Console.Error.WriteLine("error: " + problem);
            return ExitCode.WrongUse;
        });
        return command;
    }

    private static string? Wrong(Work work, AppConfiguration config) =>
        work.Rate is <= 0 ? "--rate takes events a second, more than 0"
        : !File.Exists(work.File) ? $"'{work.File}' does not exist"
        : work.Schema is not null && !work.Avro ? "--schema is for --avro"
        : work.Schema is { } schema && !File.Exists(schema) ? $"'{schema}' does not exist"
        : work.Avro && config.Registry.Url.Length == 0 ? "--avro needs a schema registry: set registry.url"
        : null;

    private static int Produce(AppConfiguration config, Work work)
    {
        using var interruption = new Interruption();
        var stop = interruption.Token;
        using var log = Cluster.Open(config, Delivery.AtLeastOnce);
        if (log is null)
            return ExitCode.WrongUse;
        var topic = config.Pipeline.Topics.Events;
        using var registry = work.Avro ? Registry.Open(config, line => Console.Error.WriteLine("warning: " + line)) : null;
        var serializer = registry is null
            ? null
            : new SampleAvroSerializer(
                registry.Connection,
                topic,
                config.Registry.AutoRegister,
                work.Schema is null ? null : File.ReadAllText(work.Schema)
            );
        if (log.PartitionCount(topic) == 0)
            log.EnsureTopic(new TopicSpec(topic, config.LogPartitions));
        var partitions = log.PartitionCount(topic);
        var time = TimeProvider.System;
        var keys = new EventKeyReader(config.Limits, config.Identity);
        using var writer = log.OpenWriter("streamscoring-produce", "streamscoring-produce");
        using var lines = new LineReader(work.File, config.Limits.MaxEventBytes);
        var (produced, started) = (0L, time.GetTimestamp());
        while (!stop.IsCancellationRequested && lines.TryRead(out var line))
        {
            var identity = keys.Read(line, out _);
            // Without a key Java spreads over the partitions; here the first takes them, so that two runs give the same.
            var partition = identity.IsEmpty ? 0 : Murmur2Partitioner.PartitionOf(identity, partitions);
            writer.Append(
                new TopicPartition(topic, partition),
                identity,
                serializer is null ? line : Serialize(serializer, line, produced),
                default,
                time.GetUtcNow().ToUnixTimeMilliseconds(),
                hasKey: !identity.IsEmpty
            );
            if (++produced % Chunk == 0)
                writer.Commit([]);
            if (work.Rate is { } p && produced / p - time.GetElapsedTime(started).TotalSeconds is > 0.001 and var ahead)
                stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(ahead));
        }

        writer.Commit([]);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{produced} events in {topic} ({partitions} partitions{(serializer is null ? "" : ", Avro")})"
            )
        );
        return ExitCode.Fine;
    }

    private static byte[] Serialize(SampleAvroSerializer serializer, ReadOnlySpan<byte> line, long before)
    {
        try
        {
            return serializer.Serialize(line.ToArray());
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(
                $"event {(before + 1).ToString(CultureInfo.InvariantCulture)} does not fit the Avro schema: {e.Message}; those before it are produced",
                e
            );
        }
    }

    private sealed record Work(string File, double? Rate, bool Avro, string? Schema);
}
