using System.Text;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Serving;
using StreamScoring.TestKit.Logs.Memory;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Serving;

public sealed class LatestDecisionsTests : IDisposable
{
    private const string Topic = "decisions.latest";
    private const int Partitions = 2;
    private readonly InMemoryLog _log = new(TimeProvider.System);
    private readonly LatestDecisions _decisions;

    public LatestDecisionsTests()
    {
        _log.EnsureTopic(new TopicSpec(Topic, Partitions, Compacted: true));
        _decisions = new LatestDecisions(_log, Topic);
        Assign(0);
        Assign(1);
    }

    public void Dispose()
    {
        _decisions.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void The_newest_record_of_each_placement_is_told()
    {
        Write(("ECID:a", "hero", "1"), ("ECID:a", "cart", "2"), ("ECID:b", "hero", "3"), ("ECID:a", "hero", "4"));
        Assert.Equal(["cart 2", "hero 4"], Told("ECID:a"));
        Assert.Equal(["hero 3"], Told("ECID:b"));
        Assert.Equal(Murmur2Partitioner.PartitionOf("ECID:a"u8, Partitions), _decisions.Find("ECID:a").Partition);
    }

    [Fact]
    public void What_came_since_the_last_question_counts_too()
    {
        Write(("ECID:a", "hero", "1"));
        Assert.Equal(["hero 1"], Told("ECID:a"));
        Write(("ECID:a", "hero", "2"), ("ECID:a", "cart", "3"));
        Assert.Equal(["cart 3", "hero 2"], Told("ECID:a"));
        Write(("ECID:a", "cart", null));
        Assert.Equal(["hero 2"], Told("ECID:a"));
    }

    [Fact]
    public void An_id_may_have_slashes()
    {
        Write(("Url:http://x/y", "hero", "1"));
        Assert.Equal(["hero 1"], Told("Url:http://x/y"));
        Assert.Empty(Told("Url:http://x"));
    }

    [Fact]
    public void An_open_transaction_is_not_told()
    {
        Write(("ECID:a", "hero", "1"));
        using var writer = _log.OpenWriter("g", "open");
        Append(writer, "ECID:a", "hero", "2");
        Assert.Equal(["hero 1"], Told("ECID:a"));
        writer.Commit([]);
        Assert.Equal(["hero 2"], Told("ECID:a"));
    }

    [Fact]
    public void Of_a_partition_that_another_owns_only_its_number_is_told()
    {
        Write(("ECID:a", "hero", "1"));
        var home = Murmur2Partitioner.PartitionOf("ECID:a"u8, Partitions);
        _decisions.Revoked(new TopicPartition("xdm.events", home));
        var answer = _decisions.Find("ECID:a");
        Assert.Equal((home, Partitions, false, 0), (answer.Partition, answer.Partitions, answer.IsOwned, answer.Decisions.Count));
        Assign(home);
        Assert.Equal(["hero 1"], Told("ECID:a"));
    }

    [Fact]
    public void Nothing_is_known_where_nothing_was_ever_decided()
    {
        using var decisions = new LatestDecisions(_log, "no.such.topic");
        var answer = decisions.Find("ECID:a");
        Assert.Equal((-1, true), (answer.Partition, answer.IsOwned));
        Assert.Empty(answer.Decisions);
    }

    private void Assign(int partition) => _decisions.Assigned(new TopicPartition("xdm.events", partition), 0, 0, 0);

    private IEnumerable<string> Told(string identity) =>
        _decisions.Find(identity).Decisions.Select(d => $"{d.Placement} {Encoding.UTF8.GetString(d.Record)}");

    private void Write(params (string Identity, string Placement, string? Value)[] records)
    {
        using var writer = _log.OpenWriter("g", "w");
        foreach (var (identity, placement, value) in records)
            Append(writer, identity, placement, value);
        writer.Commit([]);
    }

    private static void Append(ITransaction writer, string identity, string placement, string? value)
    {
        var partition = Murmur2Partitioner.PartitionOf(Encoding.UTF8.GetBytes(identity), Partitions);
        writer.Append(
            new TopicPartition(Topic, partition),
            Encoding.UTF8.GetBytes($"{identity}/{placement}"),
            Encoding.UTF8.GetBytes(value ?? ""),
            default,
            1,
            hasValue: value is not null
        );
    }
}
