using StreamScoring.Events.Scores;

namespace StreamScoring.Decisioning.Records;

/// <summary>Writes the CloudEvents envelope that membership and decision records share.</summary>
internal sealed class RecordEnvelope(RecordLayout layout, string type)
{
    private readonly byte[] _head = RecordLayout.Utf8(
        $"{{\"specversion\":\"1.0\",\"type\":\"{type}\",\"source\":{RecordLayout.Quoted("/streamscoring/" + layout.SourceName)},\"id\":{RecordLayout.Quoted(layout.SourceName + ":")[..^1]}"
    );

    private readonly byte[] _topic = RecordLayout.Utf8($",\"sourcetopic\":{RecordLayout.Quoted(layout.Topic)},\"sourcepartition\":");

    /// <summary>Everything up to the id's own part, which the caller writes, without quotes.</summary>
    public void Begin(ref ByteSink sink) => sink.Write(_head);

    /// <summary>From the id's end to the beginning of <c>data</c>'s own members.</summary>
    public void End(ref ByteSink sink, in RecordHead head)
    {
        sink.Write("\",\"subject\":"u8);
        JsonText.WriteQuoted(ref sink, head.Identity);
        sink.Write(",\"time\":\""u8);
        sink.WriteTime(head.TimeNs);
        sink.Write((byte)'"');
        sink.Write(_topic);
        sink.WriteNumber(head.Position.Partition);
        sink.Write(",\"sourceoffset\":\""u8);
        sink.WriteNumber(head.Position.Offset);
        sink.Write("\",\"data\":{"u8);
    }

    /// <summary>The identity as XDM has it: <c>"identityMap":{"ECID":[{"id":"…","primary":true}]}</c>.</summary>
    public static void WriteIdentity(ref ByteSink sink, ReadOnlySpan<byte> identity)
    {
        var colon = identity.IndexOf((byte)':');
        sink.Write("\"identityMap\":{"u8);
        JsonText.WriteQuoted(ref sink, colon < 0 ? [] : identity[..colon]);
        sink.Write(":[{\"id\":"u8);
        JsonText.WriteQuoted(ref sink, identity[(colon + 1)..]);
        sink.Write(",\"primary\":true}]}"u8);
    }
}
