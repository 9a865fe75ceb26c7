using System.Collections.Immutable;

namespace StreamScoring.Documents;

/// <summary>JSON has no spelling for NaN and the infinities: <c>{"$": "NaN"}</c>, <c>{"$": "Infinity"}</c> and <c>{"$": "-Infinity"}</c> stand for them, in YAML too.</summary>
internal static class SpecialNumbers
{
    /// <summary>The node of a map, or the number that it stands for.</summary>
    public static DocumentNode MapOrNumber(ImmutableArray<DocumentEntry> entries, string path, DocumentPosition position)
    {
        if (entries is [{ Key: "$", Value: DocumentScalar { Value: string name } }] && Parse(name) is { } number)
            return new DocumentScalar(ScalarKind.Float, number, path, position);
        return new DocumentMap(entries, path, position);
    }

    /// <summary>The name of a number that JSON cannot spell, or null.</summary>
    public static string? Name(double value) =>
        value switch
        {
            double.NaN => "NaN",
            double.PositiveInfinity => "Infinity",
            double.NegativeInfinity => "-Infinity",
            _ => null,
        };

    private static double? Parse(string name) =>
        name switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => null,
        };
}
