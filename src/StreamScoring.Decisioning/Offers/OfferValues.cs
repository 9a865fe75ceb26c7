using System.Buffers;
using System.Text.Json;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.Offers;

/// <summary>Offers as expressions see them (<c>offer</c>).</summary>
internal static class OfferValues
{
    public static Value Of(Offer offer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", offer.Id);
            json.WriteString("name", offer.Name);
            json.WriteNumber("priority", offer.Priority);
            json.WriteStartArray("tags");
            foreach (var tag in offer.Tags)
                json.WriteStringValue(tag);
            json.WriteEndArray();
            json.WriteStartObject("attributes");
            foreach (var (name, value) in offer.Attributes)
                Write(json, name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new JsonValues().Read(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, DocumentScalar value)
    {
        switch (value.Value)
        {
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case long integer:
                json.WriteNumber(name, integer);
                break;
            case double number:
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, value.Value as string);
                break;
        }
    }
}
