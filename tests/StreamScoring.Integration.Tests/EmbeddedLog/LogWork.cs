using System.Globalization;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using Xunit;

namespace StreamScoring.Integration.Tests.EmbeddedLog;

/// <summary>What the victim writes in its n-th commit, and what must therefore be in the log after n commits: both are functions of the seed.</summary>
internal static class LogWork
{
    public const int Commits = 400;
    public const string Group = "g";
    private const int Partitions = 3;
    private const int Keys = 20;
    private static readonly TopicPartition _input = new("events", 0);

    public static void MakeTopics(ILog log)
    {
        log.EnsureTopic(new TopicSpec("events", 1));
        log.EnsureTopic(new TopicSpec("scores", Partitions));
    }

    public static int CommitsDone(ITransaction writer) => (int?)writer.ReadProgress(_input)?.NextOffset ?? 0;

    public static void Commit(ITransaction writer, int seed, int commit)
    {
        foreach (var (partition, value) in Outputs(seed, commit))
            writer.Append(partition, Text(commit), value, commit);
        foreach (var (partition, key) in StateKeys(seed, commit))
            writer.PutState(partition, key, StateValue(seed, commit));
        writer.Commit([new Progress(_input, commit, Text(commit), commit)]);
    }

    /// <summary>Asserts that the log holds what that many undisturbed commits leave, no more and no less.</summary>
    public static void AssertHolds(ILog log, int seed, int commits)
    {
        var outputs = Enumerable.Range(1, commits).SelectMany(c => Outputs(seed, c)).ToLookup(o => o.Partition, o => o.Value);
        for (var partition = 0; partition < Partitions; partition++)
        {
            var name = new TopicPartition("scores", partition);
            Assert.Equal(outputs[name], log.Values(name));
        }

        using var writer = log.OpenWriter(Group, "checker");
        for (var partition = 0; partition < 2; partition++)
        {
            var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
            for (var commit = 1; commit <= commits; commit++)
            {
                foreach (var (_, key) in StateKeys(seed, commit).Where(k => k.Partition == partition))
                {
                    if (StateValue(seed, commit).Length == 0)
                        expected.Remove(key);
                    else
                        expected[key] = StateValue(seed, commit);
                }
            }

            Assert.Equal(expected, writer.State(partition));
        }
    }

    private static IEnumerable<(TopicPartition Partition, string Value)> Outputs(int seed, int commit)
    {
        var random = new Random((seed * 7919) + commit);
        for (var i = random.Next(1, 60); i > 0; i--)
            yield return (
                new TopicPartition("scores", random.Next(Partitions)),
                $"{Text(commit)}:{Text(i)}:{new string('x', random.Next(300))}"
            );
    }

    private static IEnumerable<(int Partition, string Key)> StateKeys(int seed, int commit)
    {
        var random = new Random((seed * 104729) + commit);
        for (var i = 0; i < 5; i++)
            yield return (random.Next(2), Text(random.Next(Keys)));
    }

    // Every ninth commit removes.
    private static string StateValue(int seed, int commit) =>
        commit % 9 == 0 ? "" : Text(seed) + ":" + Text(commit) + new string('s', commit * 7 % 900);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
