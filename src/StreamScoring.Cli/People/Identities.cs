using StreamScoring.Documents;

namespace StreamScoring.Cli.People;

/// <summary>Finds a person by the beginning of an identity, as git finds commits.</summary>
internal static class Identities
{
    private const int Shown = 10;

    /// <summary>
    /// The person whose identity (<c>namespace:id</c>), or id alone, is or begins with <paramref name="text"/>; null after saying on standard error what else there is. A whole
    /// identity goes before those that only begin with it.
    /// </summary>
    public static (string Identity, int Partition)? Find(string text, IReadOnlyList<(string Identity, int Partition)> all)
    {
        var (found, problem) = Match(text, all);
        if (problem is not null)
            Console.Error.WriteLine("error: " + problem);
        return found;
    }

    /// <summary>The person, or what is wrong.</summary>
    public static ((string Identity, int Partition)? Found, string? Problem) Match(
        string text,
        IReadOnlyList<(string Identity, int Partition)> all
    )
    {
        if (text.Length == 0)
            return (null, "an identity is needed, or its beginning");
        var whole = all.Where(p => p.Identity == text || IdOf(p.Identity) == text).ToList();
        var found = whole.Count > 0 ? whole : all.Where(p => Begins(p.Identity, text) || Begins(IdOf(p.Identity), text)).ToList();
        if (found.Count == 1)
            return (found[0], null);
        if (found.Count > 1)
        {
            var more = found.Count > Shown ? $"\n  and {found.Count - Shown} more" : "";
            return (
                null,
                $"'{text}' is the beginning of {found.Count} identities:\n  {string.Join("\n  ", found.Take(Shown).Select(f => f.Identity))}{more}"
            );
        }

        return (null, $"nothing is known of '{text}'{Nearest(text, all)}");
    }

    private static string Nearest(string text, IReadOnlyList<(string Identity, int Partition)> all)
    {
        if (all.Count == 0)
            return "; the log knows nobody yet";
        if ((Suggestion.For(text, all.Select(p => p.Identity)) ?? Suggestion.For(text, all.Select(p => IdOf(p.Identity)))) is { } near)
            return $"; did you mean '{near}'?";
        var longest = all.MaxBy(p => Math.Max(Shared(p.Identity, text), Shared(IdOf(p.Identity), text)));
        return Math.Max(Shared(longest.Identity, text), Shared(IdOf(longest.Identity), text)) > 0
            ? $"; the nearest is '{longest.Identity}'"
            : $"; identities look like '{all[0].Identity}'";
    }

    private static string IdOf(string identity) => identity[(identity.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static bool Begins(string identity, string text) => identity.StartsWith(text, StringComparison.OrdinalIgnoreCase);

    private static int Shared(string a, string b)
    {
        var n = 0;
        while (n < a.Length && n < b.Length && char.ToLowerInvariant(a[n]) == char.ToLowerInvariant(b[n]))
            n++;
        return n;
    }
}
