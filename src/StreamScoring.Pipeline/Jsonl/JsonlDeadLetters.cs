using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Jsonl;

/// <summary>A dead letter as a JSON line: the error headers, and the event as it came: text where it is UTF-8, Base64 where it is not.</summary>
internal static class JsonlDeadLetters
{
    public static void Write(Stream to, ReadOnlySpan<byte> value, ReadOnlySpan<byte> headers)
    {
        // To be read by people: an event in it keeps its quotes and letters, where the default would write each as its code.
        using (var json = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("headers");
            while (RecordHeaders.TryRead(ref headers, out var name, out var content, out _))
                json.WriteString(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(content));
            json.WriteEndObject();
            if (Utf8.IsValid(value))
                json.WriteString("value", value);
            else
                json.WriteBase64String("valueBase64", value);
            json.WriteEndObject();
        }

        to.WriteByte((byte)'\n');
    }
}
