using System.Text;
using System.Text.Json;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>From when on a version of a profile or of a table's row is valid: its own <c>_repo.modifyDate</c>, where it has one, else the record's time.</summary>
internal static class VersionTime
{
    /// <summary>The time in ns since the epoch.</summary>
    public static long Of(ReadOnlySpan<byte> json, long timestampMs) => ModifiedNs(json) ?? timestampMs * 1_000_000;

    private static long? ModifiedNs(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var inRepo = false;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth > 2)
                    continue;
                if (reader.CurrentDepth == 1)
                    inRepo = reader.ValueTextEquals("_repo"u8);
                else if (inRepo && reader.ValueTextEquals("modifyDate"u8))
                    return
                        reader.Read()
                        && reader.TokenType == JsonTokenType.String
                        && XdmTime.TryParse(Encoding.UTF8.GetBytes(reader.GetString()!), out var ns)
                        ? ns
                        : null;
            }
        }
        catch (JsonException)
        {
            // What is no JSON is refused as a version, too.
        }

        return null;
    }
}
