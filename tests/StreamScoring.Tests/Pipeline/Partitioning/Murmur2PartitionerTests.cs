using System.Text.Json;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Partitioning;

[Trait("suite", "golden")]
public sealed class Murmur2PartitionerTests
{
    [Fact]
    public void Hash_and_partitions_equal_those_of_the_Java_client()
    {
        var cases = 0;
        foreach (var line in GoldenFolders.Find("golden-joins/murmur2.jsonl").SelectMany(GoldenFolders.ReadLines))
        {
            using var document = JsonDocument.Parse(line);
            var c = document.RootElement;
            var key = Convert.FromHexString(c.GetProperty("hex").GetString()!);
            Assert.Equal(c.GetProperty("murmur2").GetInt32(), Murmur2Partitioner.Hash(key));
            foreach (var p in c.GetProperty("partition").EnumerateObject())
                Assert.Equal(p.Value.GetInt32(), Murmur2Partitioner.PartitionOf(key, int.Parse(p.Name)));
            cases++;
        }

        GoldenCount.Say("joins", cases, "partitions of keys");
        Assert.True(cases > 0);
    }
}
