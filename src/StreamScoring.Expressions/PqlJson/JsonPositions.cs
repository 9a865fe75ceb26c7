using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamScoring.Expressions.PqlJson;

/// <summary>Finds where a value stands in the text of a JSON document.</summary>
internal static class JsonPositions
{
    /// <summary>The position in UTF-16 units of what a path such as <c>$.params[0].object</c> leads to; 0 when it leads nowhere. Of duplicate keys the last counts, as in reading.</summary>
    public static int Of(string json, string path, int maxDepth)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        reader.Read();
        var steps = path.Split('.', '[').AsSpan(1);
        return Encoding.UTF8.GetCharCount(utf8, 0, (int)Math.Max(0, Find(ref reader, steps)));
    }

    // Leaves the reader at the end of the value it stands at.
    private static long Find(ref Utf8JsonReader reader, ReadOnlySpan<string> steps)
    {
        var found = steps.IsEmpty ? reader.TokenStartIndex : -1;
        if (steps.IsEmpty || reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            reader.Skip();
            return found;
        }

        var isArray = reader.TokenType == JsonTokenType.StartArray;
        for (var i = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject); i++)
        {
            var name = isArray ? string.Create(CultureInfo.InvariantCulture, $"{i}]") : reader.GetString();
            if (!isArray)
                reader.Read();
            if (name == steps[0])
                found = Find(ref reader, steps[1..]);
            else
                reader.Skip();
        }

        return found;
    }
}
