using System.Diagnostics;
using System.Globalization;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.Integration.Tests.Kills;

/// <summary>
/// How many kills a run does and from which seed: <c>STREAMSCORING_KILLS</c> and <c>STREAMSCORING_SEED</c>. Without them each point once, 50 in a soak
/// (<c>STREAMSCORING_SOAK=1</c>), and a seed from the commit hash, so that every commit tries other moments and the same commit the same ones.
/// </summary>
internal static class KillCount
{
    private const int Soak = 50;

    public static int Seed { get; } = Read("STREAMSCORING_SEED") ?? OfCommit();

    /// <summary>At least one for each of <paramref name="points"/>.</summary>
    public static int AtLeast(int points) =>
        Math.Max(points, Read("STREAMSCORING_KILLS") ?? (Environment.GetEnvironmentVariable("STREAMSCORING_SOAK") is "1" ? Soak : points));

    private static int? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    // 1 where there is no git, or no repository: an archive of the sources, say.
    private static int OfCommit()
    {
        try
        {
            var start = new ProcessStartInfo("git", ["rev-parse", "--short=4", "HEAD"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = GoldenFolders.RepositoryRoot,
            };
            using var git = Process.Start(start)!;
            var hash = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 && hash.Length >= 4 ? int.Parse(hash[..4], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 1;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 1;
        }
    }
}
