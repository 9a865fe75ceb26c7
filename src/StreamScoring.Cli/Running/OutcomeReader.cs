using System.Text.Json;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Running;

/// <summary>Reads from the published scores, of this run and earlier ones, what the sample's model promises: a purchase of the visitor within the hour.</summary>
internal static class OutcomeReader
{
    private const string Purchase = "commerce.purchases";
    private static readonly TimeSpan s_horizon = TimeSpan.FromHours(1);

    /// <summary>
    /// Compares the scores of <paramref name="service"/> with what followed, for events behind the history (which the model was trained on). An event whose hour
    /// reaches beyond the newest event is left out: nobody knows yet.
    /// </summary>
    public static Outcome? Read(ILog log, string scores, string service, IReadOnlyList<long> historyEnds)
    {
        var events = new List<Row>();
        for (var p = 0; p < historyEnds.Count; p++)
            Read(log, scores, p, service, events);
        if (events.Count == 0)
            return null;
        var newest = events.Max(e => e.Time);
        var purchases = events
            .Where(e => e.IsPurchase)
            .GroupBy(e => e.Who, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(e => e.Time).Order().ToList(), StringComparer.Ordinal);
        return Outcome.Of([
            .. events
                .Where(e => e.Score is not null && e.Offset >= historyEnds[e.Partition] && e.Time + s_horizon <= newest)
                .Select(e => (e.Score!.Value, Follows(purchases.GetValueOrDefault(e.Who), e.Time))),
        ]);
    }

    private static bool Follows(List<DateTimeOffset>? purchases, DateTimeOffset time)
    {
        if (purchases is null)
            return false;
        var next = purchases.BinarySearch(time + TimeSpan.FromTicks(1));
        next = next < 0 ? ~next : next;
        return next < purchases.Count && purchases[next] <= time + s_horizon;
    }

    private static void Read(ILog log, string topic, int partition, string service, List<Row> into)
    {
        using var reader = log.OpenReader(topic, partition);
        var batch = new RecordBatch(1024);
        var (at, end) = reader.Bounds();
        while (at < end && Fill(reader, ref at, batch))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (Parse(batch.Value(i), partition, service) is { } row)
                    into.Add(row);
            }

            at = batch.NextOffset;
        }
    }

    // What cannot be read any more is left out: the run itself has gone well.
    private static bool Fill(IPartitionReader reader, ref long at, RecordBatch batch)
    {
        while (true)
        {
            try
            {
                return reader.Read(at, batch, 4 << 20) > 0;
            }
            catch (CorruptRecordException e)
            {
                Console.Error.WriteLine($"warning: {e.Message}; what follows leaves those scores out");
                at = e.NextOffset;
            }
        }
    }

    private static Row? Parse(ReadOnlySpan<byte> record, int partition, string service)
    {
        var reader = new Utf8JsonReader(record);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        if (
            !root.TryGetProperty("time", out var time)
            || !time.TryGetDateTimeOffset(out var at)
            || !root.TryGetProperty("subject", out var who)
        )
            return null;
        var data = root.GetProperty("data");
        double? score =
            data.TryGetProperty("services", out var services)
            && services.TryGetProperty(service, out var own)
            && own.TryGetProperty("outputs", out var outputs)
            && outputs.ValueKind == JsonValueKind.Object
            && outputs.EnumerateObject().FirstOrDefault().Value is { ValueKind: JsonValueKind.Number } number
                ? number.GetDouble()
                : null;
        var type = data.TryGetProperty("eventType", out var t) ? t.GetString() : null;
        var offset = long.Parse(root.GetProperty("sourceoffset").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        return new Row(partition, offset, who.GetString()!, at, string.Equals(type, Purchase, StringComparison.Ordinal), score);
    }

    private sealed record Row(int Partition, long Offset, string Who, DateTimeOffset Time, bool IsPurchase, double? Score);
}
