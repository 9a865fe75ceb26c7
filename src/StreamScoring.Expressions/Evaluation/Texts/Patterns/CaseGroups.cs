namespace StreamScoring.Expressions.Evaluation.Texts.Patterns;

/// <summary>The letters that are equal when case does not count, as Java compares them: by the lower case of the upper case.</summary>
internal static class CaseGroups
{
    private static readonly Lazy<int[][]> Groups = new(() =>
        [
            .. Enumerable
                .Range(0, 0x10000)
                .Where(c => !char.IsSurrogate((char)c))
                .GroupBy(c => char.ToLowerInvariant(char.ToUpperInvariant((char)c)))
                .Where(g => g.Skip(1).Any())
                .Select(g => g.ToArray()),
        ]
    );

    /// <summary>All that have more than one letter.</summary>
    public static IReadOnlyList<int[]> All => Groups.Value;
}
