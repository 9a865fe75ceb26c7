using StreamScoring.Cli.Running;
using StreamScoring.Pipeline.Jsonl;

namespace StreamScoring.Cli.Replaying;

/// <summary>Reads what a replay takes from files.</summary>
internal static class InputFiles
{
    // A profile that does not say since when it holds is taken to have held always.
    private const long Always = 1;

    /// <summary>The lines of a file (also gzipped), read while they are asked for. Throws <see cref="IOException"/> when it cannot be read.</summary>
    public static IEnumerable<byte[]> Lines(string file, int maxLineBytes)
    {
        using var lines = new LineReader(file, maxLineBytes);
        while (lines.TryRead(out var line))
            yield return line.ToArray();
    }

    /// <summary>The profiles of a file, under their primary identity; a line without one is passed over. Throws <see cref="Pipeline.Ports.LogException"/> when a line is no JSON.</summary>
    public static IReadOnlyList<ProfileVersion> Profiles(string file, int maxLineBytes) =>
        [
            .. Lines(file, maxLineBytes)
                .Select(line => (Key: SampleProfiles.Identity(line, file), Line: line))
                .Where(p => p.Key is not null)
                .Select(p => new ProfileVersion(p.Key!, p.Line, Always)),
        ];
}
