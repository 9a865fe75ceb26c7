namespace StreamScoring.TestKit.Reference;

/// <summary>Where reference vectors lie: the repository's own <c>tests/reference</c>, then every folder named in <c>STREAMSCORING_GOLDEN_DIRS</c> (colon-separated, same layout).</summary>
public static class GoldenFolders
{
    /// <summary>The repository's root: the nearest folder above the test binaries that holds the solution.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>All roots, the repository's own first. A named folder that does not exist is an error: a typing fault must not pass for an empty suite.</summary>
    public static IReadOnlyList<string> Roots { get; } = FindRoots();

    /// <summary>The files or folders of that relative path which exist, in the order of the roots.</summary>
    public static IReadOnlyList<string> Find(string relative) =>
        [.. Roots.Select(r => Path.Combine(r, relative)).Where(p => File.Exists(p) || Directory.Exists(p))];

    /// <summary>The first of <see cref="Find"/>. Throws when there is none.</summary>
    public static string First(string relative) =>
        Find(relative) is [var first, ..]
            ? first
            : throw new FileNotFoundException($"'{relative}' is in none of {string.Join(", ", Roots)}");

    /// <summary>The text lines of a file, ungzipped when its name ends in <c>.gz</c>.</summary>
    public static IEnumerable<string> ReadLines(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static string FindRoot()
    {
        for (var dir = new DirectoryInfo(AppContext.BaseDirectory); dir is not null; dir = dir.Parent)
        {
            if (File.Exists(Path.Combine(dir.FullName, "StreamScoring.sln")))
                return dir.FullName;
        }

        throw new DirectoryNotFoundException($"no StreamScoring.sln above {AppContext.BaseDirectory}");
    }

    private static List<string> FindRoots()
    {
        var roots = new List<string> { Path.Combine(RepositoryRoot, "tests", "reference") };
        foreach (
            var extra in (Environment.GetEnvironmentVariable("STREAMSCORING_GOLDEN_DIRS") ?? "").Split(
                ':',
                StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            if (!Directory.Exists(extra))
                throw new DirectoryNotFoundException($"STREAMSCORING_GOLDEN_DIRS names '{extra}', which does not exist");
            roots.Add(extra);
        }

        return roots;
    }
}
