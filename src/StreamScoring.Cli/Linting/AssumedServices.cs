using System.Text.RegularExpressions;
using StreamScoring.Documents;

namespace StreamScoring.Cli.Linting;

/// <summary>The services that a rule set asks for, taken as they are named: for checking one whose graphs are not at hand.</summary>
internal static class AssumedServices
{
    private static readonly Regex s_score = new(
        """score\(\s*["'](?<service>[^"']+)["']\s*(,\s*["'](?<output>[^"']+)["']\s*)?\)""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    );

    /// <summary>Each service with the outputs that are named; an unnamed one stands first, as the default.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> In(DocumentNode rules)
    {
        var found = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (service, output) in Named(rules))
        {
            var outputs = found.GetValueOrDefault(service, ["(default)"]);
            found[service] = output is null || outputs.Contains(output, StringComparer.Ordinal) ? outputs : [.. outputs, output];
        }

        return found;
    }

    private static IEnumerable<(string Service, string? Output)> Named(DocumentNode node) =>
        node switch
        {
            DocumentScalar { Value: string text } => s_score
                .Matches(text)
                .Select(m => (m.Groups["service"].Value, m.Groups["output"].Success ? m.Groups["output"].Value : null)),
            DocumentList list => list.Items.SelectMany(Named),
            DocumentMap map => Ranked(map).Concat(map.Entries.SelectMany(e => Named(e.Value))),
            _ => [],
        };

    // rank: {score: {service: s, output: o}}
    private static IEnumerable<(string Service, string? Output)> Ranked(DocumentMap map)
    {
        if (map["service"] is DocumentScalar { Value: string service })
            yield return (service, (map["output"] as DocumentScalar)?.Value as string);
    }
}
