using System.Globalization;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;

namespace StreamScoring.Events.Wire.Json;

/// <summary>What is wrong with the event being read: the first problem of well-formed text, and where malformed text was given up.</summary>
internal sealed class JsonProblems(DecodeLimits limits)
{
    private string? _place;

    /// <summary>The first problem of well-formed text, or null.</summary>
    public Fault? First { get; private set; }

    public void Clear() => (First, _place) = (null, null);

    public void Note(FaultCode code, JsonPlace node, string message) => First ??= Fault.Decode(code, node.Path, message);

    public void NoteKind(JsonPlace node, string found) =>
        Note(FaultCode.TypeMismatch, node, $"{found} stands where {Expected(node)} was expected");

    /// <summary>A value that a column refuses.</summary>
    public void NoteValue(JsonPlace node, in JsonSink sink, string found) =>
        Note(CodeOf(node, sink), node, $"{found} stands where {Name(sink.Type)} was expected");

    /// <summary>A text that a column refuses.</summary>
    public void NoteText(JsonPlace node, in JsonSink sink, FaultCode code)
    {
        if (code == FaultCode.LimitExceeded)
            Note(code, node, string.Create(CultureInfo.InvariantCulture, $"the text is longer than {limits.MaxTextBytes} bytes"));
        else if (sink.Type == ColumnType.Timestamp)
            Note(CodeOf(node, sink), node, "the text is no RFC 3339 date-time, with seconds and offset, of the years 1677 to 2262");
        else
            NoteValue(node, sink, "a text");
    }

    /// <summary>Where malformed text was given up: the innermost place that is read.</summary>
    public void GiveUpAt(string path) => _place ??= path;

    /// <summary>The fault of malformed text, or of text nested too deeply.</summary>
    public Fault Malformed(in JsonCursor cursor) =>
        Fault.Decode(
            cursor.ErrorCode,
            _place ?? "",
            string.Create(CultureInfo.InvariantCulture, $"{cursor.Error} (byte {cursor.Position})")
        );

    /// <summary>The event's own times have a code of their own.</summary>
    private static FaultCode CodeOf(JsonPlace node, in JsonSink sink) =>
        sink.Type == ColumnType.Timestamp && node.Path is "timestamp" or "receivedTimestamp"
            ? FaultCode.TimeInvalid
            : FaultCode.TypeMismatch;

    private static string Expected(JsonPlace node)
    {
        if (node.Sinks.Count > 0)
            return Name(node.Sinks[0].Type);
        return node.Item is not null || node.Vectors.Count > 0 ? "an array" : "an object";
    }

    private static string Name(ColumnType type) =>
        type switch
        {
            ColumnType.Boolean => "a boolean",
            ColumnType.Int64 => "a whole number of 64 bits",
            ColumnType.Float32 => "a number in the range of float32",
            ColumnType.Float64 => "a number in the range of float64",
            ColumnType.Text => "a text",
            _ => "a timestamp (RFC 3339 text, or whole ms since the epoch)",
        };
}
