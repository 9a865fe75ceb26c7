using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring topics</c>: what lies in a log, read from outside any group.</summary>
internal static class TopicsCommand
{
    public static Command Create()
    {
        var command = new Command("topics", "Look into the log's topics, and make and check those of a cluster") { List(), Read() };
        foreach (var verb in ClusterTopicsCommands.Create())
            command.Add(verb);
        return command;
    }

    private static Command List()
    {
        var (config, set, kind) = (SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var command = new Command("list", "List the topics with their partitions and offsets") { config, set, kind };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(parsed.GetValue(config), parsed.GetValue(set) ?? [], []);
            if (loaded is null)
                return SharedOptions.WrongUse;
            using var log = EmbeddedLog.EmbeddedLog.OpenReadOnly(loaded.LogPath, TimeProvider.System);
            foreach (var topic in log.Topics())
                PrintTopic(log, topic.Name, topic.Partitions, parsed.GetValue(kind));
            return SharedOptions.Fine;
        });
        return command;
    }

    private static void PrintTopic(EmbeddedLog.EmbeddedLog log, string topic, int partitions, OutputKind kind)
    {
        var records = 0L;
        for (var p = 0; p < partitions; p++)
        {
            using var reader = log.OpenReader(topic, p);
            var (start, end) = reader.Bounds();
            records += end - start;
        }

        Console.WriteLine(
            kind == OutputKind.Json
                ? JsonSerializer.Serialize(
                    new
                    {
                        topic,
                        partitions,
                        records,
                    }
                )
                : string.Create(CultureInfo.InvariantCulture, $"{topic, -28} {partitions, 3} partitions {records, 10} records")
        );
    }

    private static Command Read()
    {
        var topic = new Argument<string>("topic") { Description = "The topic" };
        var from = new Option<string?>("--from") { Description = "From this time on (RFC 3339)", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "Up to this time (RFC 3339), not included", HelpName = "TIME" };
        var last = new Option<int?>("--last") { Description = "Only the newest N records of each partition", HelpName = "N" };
        var (config, set) = (SharedOptions.Config(), SharedOptions.Set());
        var command = new Command("read", "Print records as JSON lines: values of JSON as they are, others as Base64")
        {
            topic,
            from,
            to,
            last,
            config,
            set,
        };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(parsed.GetValue(config), parsed.GetValue(set) ?? [], []);
            if (
                loaded is null
                || !TryTime(parsed.GetValue(from), "--from", out var fromMs)
                || !TryTime(parsed.GetValue(to), "--to", out var toMs)
            )
                return SharedOptions.WrongUse;
            using var log = EmbeddedLog.EmbeddedLog.OpenReadOnly(loaded.LogPath, TimeProvider.System);
            var name = parsed.GetRequiredValue(topic);
            var partitions = log.PartitionCount(name);
            if (partitions == 0)
            {
                Console.Error.WriteLine(
                    $"error: there is no topic '{name}'{Documents.Suggestion.Hint(name, [.. log.Topics().Select(t => t.Name)])}"
                );
                return SharedOptions.WrongUse;
            }

            using var output = Console.OpenStandardOutput();
            for (var p = 0; p < partitions; p++)
                Print(log, name, p, fromMs, toMs, parsed.GetValue(last), output);
            return SharedOptions.Fine;
        });
        return command;
    }

    private static void Print(ILog log, string topic, int partition, long? fromMs, long? toMs, int? last, Stream output)
    {
        using var reader = log.OpenReader(topic, partition);
        var batch = new RecordBatch(256);
        var (at, end) = reader.Bounds();
        if (fromMs is { } start)
            at = Math.Max(at, reader.OffsetAt(start));
        if (toMs is { } stop)
            end = Math.Min(end, reader.OffsetAt(stop));
        if (last is { } n)
            at = Math.Max(at, end - n);
        while (at < end && reader.Read(at, batch, 1 << 20) > 0)
        {
            for (var i = 0; i < batch.Count && batch.Offset(i) < end; i++)
                Print(batch, i, topic, partition, output);
            at = batch.NextOffset;
        }
    }

    private static void Print(RecordBatch batch, int i, string topic, int partition, Stream output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("topic", topic);
            json.WriteNumber("partition", partition);
            json.WriteNumber("offset", batch.Offset(i));
            if (batch.TimestampMs(i) is { } ms)
                json.WriteString("timestamp", DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("O", CultureInfo.InvariantCulture));
            if (batch.HasKey(i))
                json.WriteString("key", batch.Key(i));
            var headers = batch.Headers(i);
            if (!headers.IsEmpty)
            {
                json.WriteStartObject("headers");
                while (RecordHeaders.TryRead(ref headers, out var name, out var value, out _))
                    json.WriteString(name, Encoding.UTF8.GetString(value));
                json.WriteEndObject();
            }

            if (batch.HasValue(i) && IsJson(batch.Value(i)))
            {
                json.WritePropertyName("value");
                json.WriteRawValue(batch.Value(i), skipInputValidation: true);
            }
            else if (batch.HasValue(i))
                json.WriteBase64String("valueBase64", batch.Value(i));
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static bool IsJson(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryTime(string? text, string option, out long? ms)
    {
        ms = null;
        if (text is null)
            return true;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            ms = time.ToUnixTimeMilliseconds();
            return true;
        }

        Console.Error.WriteLine($"error: {option} takes a time such as 2018-12-10T15:30:00Z, found '{text}'");
        return false;
    }
}
