using System.Diagnostics;
using System.Text;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Observing;

/// <summary>
/// One span a batch of the source <see cref="SourceName"/>, linked to the traces that its events came with (their <c>traceparent</c> headers). Without a listener it does
/// nothing.
/// </summary>
public sealed class PipelineSpans(MessagingNames names, TimeProvider clock) : IPipelineObserver, IDisposable
{
    /// <summary>The source's name.</summary>
    public const string SourceName = "StreamScoring.Pipeline";

    // As many as OpenTelemetry keeps of one span.
    private const int MaxLinks = 128;

    private readonly ActivitySource _source = new(SourceName);

    /// <inheritdoc/>
    public void Scored(ScoredBatch batch)
    {
        if (!_source.HasListeners() || batch.Events.Count == 0)
            return;
        var end = clock.GetUtcNow();
        var start = end - TimeSpan.FromMicroseconds((batch.DecodeNs + batch.ScoreNs + batch.PublishNs) / 1e3);
        using var span = _source.StartActivity(
            ActivityKind.Consumer,
            startTime: start,
            name: "process " + batch.Partition.Topic,
            links: Links(batch.Records),
            tags:
            [
                new("messaging.system", names.System),
                new("messaging.operation.name", "process"),
                new("messaging.operation.type", "process"),
                new("messaging.destination.name", batch.Partition.Topic),
                new(
                    "messaging.destination.partition.id",
                    batch.Partition.Partition.ToString(System.Globalization.CultureInfo.InvariantCulture)
                ),
                new("messaging.consumer.group.name", names.Group),
                new("messaging.batch.message_count", batch.Events.Count),
                new("streamscoring.offset.first", batch.Events.Offsets[0]),
                new("streamscoring.offset.last", batch.Events.Offsets[batch.Events.Count - 1]),
            ]
        );
        if (span is null)
            return;
        foreach (var service in batch.Services)
            span.AddEvent(
                new ActivityEvent(
                    "scored",
                    end,
                    new ActivityTagsCollection
                    {
                        ["service"] = service.Name,
                        ["revision"] = service.Revision,
                        ["duration_ms"] = service.ElapsedNs / 1e6,
                    }
                )
            );
        span.SetEndTime(end.UtcDateTime);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private static List<ActivityLink> Links(RecordBatch records)
    {
        var links = new List<ActivityLink>();
        for (var i = 0; i < records.Count && links.Count < MaxLinks; i++)
        {
            var headers = records.Headers(i);
            if (headers.IsEmpty || !RecordHeaders.TryGet(headers, "traceparent"u8, out var parent))
                continue;
            RecordHeaders.TryGet(headers, "tracestate"u8, out var state);
            if (
                ActivityContext.TryParse(
                    Encoding.ASCII.GetString(parent),
                    state.IsEmpty ? null : Encoding.ASCII.GetString(state),
                    isRemote: true,
                    out var context
                )
            )
                links.Add(new ActivityLink(context));
        }

        return links;
    }
}
