using System.Text;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Cli.People;

/// <summary>A person's profile as of a moment.</summary>
/// <param name="Json">The document; null when nothing is known.</param>
internal sealed record PersonProfile(byte[]? Json)
{
    public string? Text => Json is null ? null : Encoding.UTF8.GetString(Json);

    /// <summary>As expressions see it.</summary>
    public Value Value => Json is null ? default : new JsonValues().Read(Json);

    /// <summary>Reads it from the log: the newest version that held at the moment.</summary>
    public static PersonProfile Read(PeopleLog people, string identity, int partition, long atNs)
    {
        byte[]? json = null;
        var newestNs = long.MinValue;
        foreach (var version in people.Profiles(partition, who => who == identity))
        {
            var fromNs = version.Json is null
                ? version.TimestampMs * 1_000_000
                : EventDocument.ModifiedNs(version.Json) ?? version.TimestampMs * 1_000_000;
            if (fromNs <= atNs && fromNs >= newestNs)
                (json, newestNs) = (version.Json, fromNs);
        }

        return new(json);
    }
}
