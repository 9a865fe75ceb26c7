using System.Globalization;
using StreamScoring.Pipeline.Ports;
using Xunit;

namespace StreamScoring.TestKit.Logs.Contracts;

/// <summary>What a log keeps of a group's keyed state.</summary>
public static class StateContract
{
    private static readonly TopicPartition _input = new("events", 0);

    public static void Restore_gives_the_newest_committed_value_of_each_key(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 2));
        using (var writer = log.Log.OpenWriter("g", "w"))
        {
            writer.PutState(0, "a", "1");
            writer.PutState(0, "b", "1");
            writer.PutState(0, "a", "2");
            Commit(writer);
            writer.PutState(0, "b", "2 and longer than before");
            writer.PutState(0, "c", "1");
            Commit(writer);
            writer.PutState(0, "a", "never committed");
            Assert.Equal("2", writer.State(0)["a"]);
        }

        log.Reopen();
        using var next = log.Log.OpenWriter("g", "w");
        Assert.Equal([("a", "2"), ("b", "2 and longer than before"), ("c", "1")], Pairs(next, 0));
    }

    public static void An_empty_value_removes_a_key(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 2));
        using var writer = log.Log.OpenWriter("g", "w");
        writer.PutState(0, "a", "1");
        writer.PutState(0, "b", "1");
        Commit(writer);
        writer.PutState(0, "a", "");
        writer.PutState(0, "never there", "");
        writer.PutState(0, "c", "1");
        writer.PutState(0, "c", "");
        writer.PutState(0, "b", "");
        writer.PutState(0, "b", "2");
        Commit(writer);
        log.Reopen();
        using var next = log.Log.OpenWriter("g", "w");
        Assert.Equal([("b", "2")], Pairs(next, 0));
    }

    public static void State_belongs_to_a_group_and_a_partition(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 2));
        using var writer = log.Log.OpenWriter("g", "w");
        using var other = log.Log.OpenWriter("other", "other");
        writer.PutState(0, "k", "g0");
        writer.PutState(1, "k", "g1");
        Commit(writer);
        other.PutState(1, "k", "other1");
        Commit(other);
        Assert.Equal([("k", "g0")], Pairs(writer, 0));
        Assert.Equal([("k", "g1")], Pairs(writer, 1));
        Assert.Empty(other.State(0));
        Assert.Equal([("k", "other1")], Pairs(other, 1));
    }

    public static void Keys_and_values_are_bytes_of_any_kind_and_length(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        using var writer = log.Log.OpenWriter("g", "w");
        for (var length = 0; length < 300; length++)
        {
            var key = Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray();
            var value = Enumerable.Range(0, (length * length) + 1).Select(i => (byte)(i + length)).ToArray();
            writer.PutState(0, key, value);
            written.Add(Convert.ToHexString(key), Convert.ToHexString(value));
        }

        Commit(writer);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        writer.RestoreState(0, (key, value) => found.Add(Convert.ToHexString(key), Convert.ToHexString(value)));
        Assert.Equal(written.OrderBy(p => p.Key, StringComparer.Ordinal), found.OrderBy(p => p.Key, StringComparer.Ordinal));
    }

    public static void Thousands_of_keys_are_restored(LogUnderTest log)
    {
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        using (var writer = log.Log.OpenWriter("g", "w"))
        {
            for (var i = 0; i < 10_000; i++)
            {
                writer.PutState(0, (i % 4_000).ToString(CultureInfo.InvariantCulture), i.ToString(CultureInfo.InvariantCulture));
                if (i % 500 == 0)
                    Commit(writer);
            }

            Commit(writer);
        }

        log.Reopen();
        using var next = log.Log.OpenWriter("g", "w");
        var state = next.State(0);
        Assert.Equal(4_000, state.Count);
        Assert.All(state, pair => Assert.Equal(Newest(int.Parse(pair.Key, CultureInfo.InvariantCulture)), pair.Value));
    }

    private static string Newest(int key) => (key < 2_000 ? key + 8_000 : key + 4_000).ToString(CultureInfo.InvariantCulture);

    private static void Commit(ITransaction writer) => writer.Commit([new Progress(_input, 0, "set", -1)]);

    private static IEnumerable<(string, string)> Pairs(ITransaction writer, int partition) =>
        writer.State(partition).Select(p => (p.Key, p.Value));
}
