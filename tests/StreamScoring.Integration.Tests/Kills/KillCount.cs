using System.Globalization;

namespace StreamScoring.Integration.Tests.Kills;

/// <summary>How many kills a run does and from which seed: <c>STREAMSCORING_KILLS</c> and <c>STREAMSCORING_SEED</c>.</summary>
internal static class KillCount
{
    public static int Seed => Read("STREAMSCORING_SEED", 1);

    /// <summary>At least one for each of <paramref name="points"/>.</summary>
    public static int AtLeast(int points) => Math.Max(points, Read("STREAMSCORING_KILLS", points));

    private static int Read(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
