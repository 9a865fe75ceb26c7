using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamScoring.Events.Wire;

namespace StreamScoring.Expressions.Values;

/// <summary>Writes values as JSON: times as RFC 3339 texts, intervals as two of them with a slash between, keys of maps as texts.</summary>
public static class ValueJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value as JSON text.</summary>
    public static string Write(in Value value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
            Write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the value.</summary>
    public static void Write(Utf8JsonWriter writer, in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                writer.WriteNullValue();
                break;
            case ValueKind.Boolean:
                writer.WriteBooleanValue(value.Boolean);
                break;
            case ValueKind.Integer:
                writer.WriteNumberValue(value.Integer);
                break;
            case ValueKind.Number:
                writer.WriteNumberValue(value.Number);
                break;
            case ValueKind.List:
                writer.WriteStartArray();
                for (var i = 0; i < value.Count; i++)
                    Write(writer, value.Item(i));
                writer.WriteEndArray();
                break;
            case ValueKind.Map or ValueKind.Object:
                writer.WriteStartObject();
                for (var i = 0; i < value.Count; i++)
                {
                    writer.WritePropertyName(TextOf(value.Key(i)));
                    Write(writer, value.Entry(i));
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteStringValue(TextOf(value));
                break;
        }
    }

    /// <summary>A scalar as plain text.</summary>
    public static string TextOf(in Value value) =>
        value.Kind switch
        {
            ValueKind.Text => Encoding.UTF8.GetString(value.Utf8),
            ValueKind.Time => Time(value.TimeNs),
            ValueKind.Interval => $"{Time(value.TimeNs)}/{Time(value.EndNs)}",
            _ => Write(value),
        };

    private static string Time(long ns)
    {
        Span<byte> text = stackalloc byte[TimeText.MaxBytes];
        return Encoding.UTF8.GetString(text[..TimeText.Write(text, ns)]);
    }
}
