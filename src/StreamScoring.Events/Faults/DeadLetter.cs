using System.Globalization;
using System.Text;

namespace StreamScoring.Events.Faults;

/// <summary>
/// The headers that a dead letter carries beside the record's own. Names that begin with <c>__streams.errors.</c> are those of Kafka Streams' dead-letter handler, so
/// that its tools read ours; the others are our own.
/// </summary>
public static class DeadLetter
{
    /// <summary>Kafka Streams: what kind of error, here the fault code.</summary>
    public const string Exception = "__streams.errors.exception";

    /// <summary>Kafka Streams: what was wrong, without payload values.</summary>
    public const string Message = "__streams.errors.message";

    /// <summary>Kafka Streams: the topic that the record was read from.</summary>
    public const string Topic = "__streams.errors.topic";

    /// <summary>Kafka Streams: its partition there.</summary>
    public const string Partition = "__streams.errors.partition";

    /// <summary>Kafka Streams: its offset there.</summary>
    public const string Offset = "__streams.errors.offset";

    /// <summary>The fault code, as <see cref="FaultCodes.Wire"/> spells it.</summary>
    public const string Code = "streamscoring.error.code";

    /// <summary>Where it arose: <c>source</c>, <c>decode</c>, <c>graph</c>, <c>inference</c>, <c>decide</c> or <c>sink</c>.</summary>
    public const string Stage = "streamscoring.error.stage";

    /// <summary>Whose fault it is: <c>event</c>, <c>definition</c>, <c>model</c> or <c>environment</c>.</summary>
    public const string Domain = "streamscoring.error.domain";

    /// <summary>The XDM path, node or output it is about; absent when it is about the whole event.</summary>
    public const string Path = "streamscoring.error.path";

    /// <summary>The record's own timestamp, ms since the epoch; absent when the source did not know it.</summary>
    public const string Timestamp = "streamscoring.original.timestamp";

    /// <summary>The headers for a fault of a record, in a fixed order: names, and values in UTF-8.</summary>
    public static IReadOnlyList<(string Name, byte[] Value)> Headers(
        Fault fault,
        string topic,
        int partition,
        long offset,
        long? timestampMs
    )
    {
        var code = FaultCodes.Wire(fault.Code);
        List<(string, byte[])> headers =
        [
            (Exception, Utf8(code)),
            (Message, Utf8(fault.Message)),
            (Topic, Utf8(topic)),
            (Partition, Utf8(partition.ToString(CultureInfo.InvariantCulture))),
            (Offset, Utf8(offset.ToString(CultureInfo.InvariantCulture))),
            (Code, Utf8(code)),
            (Stage, Utf8(StageName(fault.Stage))),
            (Domain, Utf8(DomainName(fault.Domain))),
        ];
        if (fault.Path.Length > 0)
            headers.Add((Path, Utf8(fault.Path)));
        if (timestampMs is { } ms)
            headers.Add((Timestamp, Utf8(ms.ToString(CultureInfo.InvariantCulture))));
        return headers;
    }

    private static string StageName(FaultStage stage) =>
        stage switch
        {
            FaultStage.Source => "source",
            FaultStage.Decode => "decode",
            FaultStage.Graph => "graph",
            FaultStage.Inference => "inference",
            FaultStage.Decide => "decide",
            FaultStage.Sink => "sink",
            _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "unknown fault stage"),
        };

    private static string DomainName(FaultDomain domain) =>
        domain switch
        {
            FaultDomain.Event => "event",
            FaultDomain.Definition => "definition",
            FaultDomain.Model => "model",
            FaultDomain.Environment => "environment",
            _ => throw new ArgumentOutOfRangeException(nameof(domain), domain, "unknown fault domain"),
        };

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
