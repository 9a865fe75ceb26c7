using System.Text;
using StreamScoring.TestKit.Pipelines;
using StreamScoring.TestKit.Reference;
using StreamScoring.Tests.Events.Wire.Avro;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Golden;

/// <summary>The bundled sample on all Luma events gives the expected scores, and the same bytes in whatever way they go through. The restarts are in the integration tests.</summary>
[Trait("suite", "golden")]
public sealed class LumaPurchaseTests(LumaPurchase luma) : IClassFixture<LumaPurchase>
{
    [Fact]
    public void The_whole_in_one_batch_gives_the_expected_scores()
    {
        var differences = GoldenComparison.Scores(luma.Case, luma.Whole, out var compared);
        GoldenCount.Say("luma-purchase", 1, $"model; {compared} scores");
        Assert.Empty(differences);
        Assert.Equal(luma.Replay.Events.Count * luma.Case.Outputs.Count, compared);
        Assert.Equal(23_055, compared);
    }

    [Fact]
    public void Further_reference_folders_give_the_scores_expected_there()
    {
        foreach (var folder in GoldenPipelineCase.FoldersOf("luma-purchase").Skip(1))
        {
            using var golden = new GoldenPipelineCase("luma-purchase", folder);
            var replay = new GoldenReplay(golden);
            var differences = GoldenComparison.Scores(golden, replay.InMemory(replay.Events.Count, 1), out var compared);
            GoldenCount.Say("luma-purchase", 1, $"model; {compared} scores of a further folder");
            Assert.Empty(differences);
            Assert.Equal(replay.Events.Count, compared);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(256, 1)]
    [InlineData(256, 2)]
    [InlineData(256, 3)]
    [InlineData(100, 4)]
    public void Row_by_row_and_re_partitioned_it_gives_the_same_bytes(int batchSize, int partitions) =>
        AssertSame(luma.Replay.InMemory(batchSize, partitions));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 4)]
    [InlineData(7, 1)]
    [InlineData(7, 2)]
    [InlineData(7, 4)]
    [InlineData(64, 1)]
    [InlineData(64, 2)]
    [InlineData(64, 4)]
    [InlineData(1024, 1)]
    [InlineData(1024, 2)]
    [InlineData(1024, 4)]
    public void From_file_to_file_it_gives_the_same_bytes(int batchSize, int partitions) =>
        AssertSame(luma.Replay.Files(batchSize, partitions, luma.Folder));

    [Fact]
    public void Events_in_avro_give_the_same_bytes()
    {
        byte[][] messages = [.. AvroFiles.Container(GoldenFolders.First("golden/avro/luma_events_deflate.avro"))];
        Assert.Equal(luma.Replay.Events.Count, messages.Length);
        AssertSame(luma.Replay.InMemory(64, 2, messages, AvroFiles.Registry()));
    }

    private void AssertSame(byte[][] data)
    {
        Assert.Equal(luma.Whole.Length, data.Length);
        for (var i = 0; i < data.Length; i++)
        {
            if (!data[i].AsSpan().SequenceEqual(luma.Whole[i]))
                Assert.Equal(Encoding.UTF8.GetString(luma.Whole[i]), Encoding.UTF8.GetString(data[i]));
        }
    }
}
