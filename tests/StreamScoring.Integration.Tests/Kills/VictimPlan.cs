using System.Globalization;

namespace StreamScoring.Integration.Tests.Kills;

/// <summary>What a victim works on and where it dies.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Seed">What its work is derived from.</param>
/// <param name="Point">The named point at which it dies; empty: it does not.</param>
/// <param name="Occurrence">The how-many-eth time it comes by there, from 1.</param>
internal sealed record VictimPlan(string Folder, int Seed, string Point, int Occurrence)
{
    public static VictimPlan Parse(string[] arguments) =>
        new(
            arguments[0],
            int.Parse(arguments[1], CultureInfo.InvariantCulture),
            arguments[2],
            int.Parse(arguments[3], CultureInfo.InvariantCulture)
        );

    public string[] ToArguments() =>
        [Folder, Seed.ToString(CultureInfo.InvariantCulture), Point, Occurrence.ToString(CultureInfo.InvariantCulture)];
}
