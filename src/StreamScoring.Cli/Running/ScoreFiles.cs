using StreamScoring.Pipeline.Jsonl;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Running;

/// <summary>Looks at the files of a scoring job before any of them is touched.</summary>
internal static class ScoreFiles
{
    /// <summary>Everything that is wrong with them.</summary>
    public static IEnumerable<string> Check(JsonlFiles files, RecordFormat format)
    {
        if (format != RecordFormat.Json)
            yield return "score writes JSON lines: leave pipeline.format at json";
        foreach (var (option, path) in new[] { ("--in", files.In), ("--history", files.History) })
        {
            if (path is not null && Unreadable(option, path) is { } problem)
                yield return problem;
        }

        (string Option, string? Path)[] written =
        [
            ("--out", files.Out),
            ("--features", files.Features),
            ("--dead-letters", files.DeadLetters),
        ];
        foreach (var (option, path) in written)
        {
            // Where it is not named it stands beside the output, whose problems are its own.
            var follows = path != files.Out && path == DeadLettersOf(files.Out);
            if (path is not null && !follows && Unwritable(option, path) is { } problem)
                yield return problem;
        }

        if (files.In == "-" || files.Out == "-")
            yield return "'-' is no file here; /dev/stdin and /dev/stdout are";
        (string Option, string? Path)[] all = [("--in", files.In), ("--history", files.History), .. written];
        for (var i = 0; i < written.Length; i++)
        {
            foreach (var other in all.Take(2 + i).Where(o => o.Path is not null && IsSame(o.Path, written[i].Path)))
                yield return $"{other.Option} and {written[i].Option} are the same file, '{other.Path}'; it would be overwritten";
        }
    }

    /// <summary>Where dead letters go when nothing else is said.</summary>
    public static string DeadLettersOf(string output) => output + ".dead-letters.jsonl";

    /// <summary>Why a file cannot be read as events, or null.</summary>
    public static string? Unreadable(string option, string path) =>
        Directory.Exists(path) ? $"{option}: '{path}' is a folder, not a file of events"
        : File.Exists(path) ? null
        : $"{option}: '{path}' does not exist";

    private static string? Unwritable(string option, string path)
    {
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            return $"{option}: '{path}': what is written is not gzipped; leave out .gz";
        if (Directory.Exists(path))
            return $"{option}: '{path}' is a folder, not a file to write";
        return Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)
            ? $"{option}: the folder '{folder}' does not exist"
            : null;
    }

    private static bool IsSame(string? a, string? b) =>
        a is not null && b is not null && !IsDevice(a) && string.Equals(Target(a), Target(b), StringComparison.Ordinal);

    private static bool IsDevice(string path) => Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal);

    private static string Target(string path) =>
        (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
}
