using System.Text.Json;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.TestKit.Decisioning;

/// <summary>A version of a profile of the sample.</summary>
public sealed record NaiveProfile(string Identity, long From, string Tier, bool MayCollect, bool MayPersonalize)
{
    /// <summary>Nothing is known: anything is allowed.</summary>
    public static NaiveProfile Unknown { get; } = new("", long.MinValue, "", true, true);

    public static string SamplePath { get; } =
        Path.Combine(GoldenFolders.RepositoryRoot, "src", "StreamScoring.Cli", "Sample", "profiles.jsonl");

    /// <summary>All versions, in the order of the file.</summary>
    public static IReadOnlyList<NaiveProfile> Sample { get; } =
    [.. File.ReadLines(SamplePath).Select(l => JsonDocument.Parse(l).RootElement).Select(Of)];

    /// <summary>The version that counts at a time: the newest that is not later; none before the first.</summary>
    public static NaiveProfile AsOf(string identity, long time) =>
        Sample.Where(p => p.Identity == identity && p.From <= time).MaxBy(p => p.From) ?? Unknown;

    private static NaiveProfile Of(JsonElement p)
    {
        var consents = p.GetProperty("consents");
        return new(
            "ECID:" + p.GetProperty("identityMap").GetProperty("ECID")[0].GetProperty("id").GetString(),
            NaiveEvent.TimeOf(p.GetProperty("_repo").GetProperty("modifyDate").GetString()!),
            p.GetProperty("loyalty").GetProperty("tier").GetString()!,
            consents.GetProperty("collect").GetProperty("val").GetString() != "n",
            consents.GetProperty("personalize").GetProperty("content").GetProperty("val").GetString() != "n"
        );
    }
}
