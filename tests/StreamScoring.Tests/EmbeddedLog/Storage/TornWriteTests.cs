using System.Globalization;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using Xunit;

namespace StreamScoring.Tests.EmbeddedLog.Storage;

/// <summary>What a power cut or a death in the middle of a write leaves: the write-ahead file cut off anywhere.</summary>
public sealed class TornWriteTests
{
    private static readonly TopicPartition _input = new("events", 0);
    private static readonly TopicPartition _output = new("scores", 0);

    [Fact]
    public void A_log_cut_off_at_any_place_opens_at_a_whole_commit()
    {
        const int Commits = 12;
        using var files = new TempLog();
        using var log = files.Open(files.Options with { BatchBytes = 1_000 });
        log.EnsureTopic(new TopicSpec("events", 1));
        log.EnsureTopic(new TopicSpec("scores", 1));
        using var writer = log.OpenWriter("g", "w");
        var whole = WalLength(files);
        for (var commit = 1; commit <= Commits; commit++)
        {
            for (var i = 0; i < 20; i++)
                writer.Append(_output, "k", Text(commit) + new string('x', 300));
            writer.PutState(0, "commits", Text(commit));
            writer.PutState(0, "k" + Text(commit), new string('y', 2_000));
            writer.Commit([new Progress(_input, commit, Text(commit), commit)]);
        }

        // 997 is prime to the size of a page: cuts fall at ever other places of a frame.
        var seen = new SortedSet<int>();
        var newest = 0;
        for (var cut = whole; cut < WalLength(files); cut += 997)
        {
            var commits = CommitsAfterCut(files, cut);
            Assert.True(commits >= newest, $"{commits} commits after a cut at {cut}, {newest} after a shorter one");
            newest = commits;
            seen.Add(commits);
        }

        Assert.Equal(Commits, CommitsAfterCut(files, WalLength(files)));
        Assert.True(seen.Count >= Commits - 1, $"cuts fell into {seen.Count} of {Commits} commits");
    }

    private static int CommitsAfterCut(TempLog files, long cut)
    {
        using var copy = new TempLog();
        CopyTo(Path.Combine(files.Folder, "log.db"), Path.Combine(copy.Folder, "log.db"), long.MaxValue);
        CopyTo(Path.Combine(files.Folder, "log.db-wal"), Path.Combine(copy.Folder, "log.db-wal"), cut);
        using var log = copy.Open();
        using var writer = log.OpenWriter("g", "w");
        var commits = (int?)writer.ReadProgress(_input)?.NextOffset ?? 0;
        Assert.Equal(commits == 0 ? null : new Progress(_input, commits, Text(commits), commits), writer.ReadProgress(_input));
        var values = log.Values(_output);
        Assert.Equal(Enumerable.Range(1, commits).SelectMany(c => Enumerable.Repeat(Text(c) + new string('x', 300), 20)), values);
        var state = writer.State(0);
        Assert.Equal(commits == 0 ? 0 : commits + 1, state.Count);
        if (commits > 0)
            Assert.Equal(Text(commits), state["commits"]);
        return commits;
    }

    private static long WalLength(TempLog files) => new FileInfo(Path.Combine(files.Folder, "log.db-wal")).Length;

    private static void CopyTo(string from, string to, long length)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[Math.Min(length, source.Length)];
        source.ReadExactly(bytes);
        File.WriteAllBytes(to, bytes);
    }

    private static string Text(int number) => number.ToString("d3", CultureInfo.InvariantCulture);
}
