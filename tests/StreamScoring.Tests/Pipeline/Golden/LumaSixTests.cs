using StreamScoring.TestKit.Pipelines;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Golden;

/// <summary>All features and all six models of the reference data, in one graph, through the kernel.</summary>
[Trait("suite", "golden")]
public sealed class LumaSixTests
{
    public static TheoryData<string> Folders => [.. GoldenPipelineCase.FoldersOf("luma-six")];

    [Theory]
    [MemberData(nameof(Folders))]
    public void All_scores_of_six_models_and_all_features_are_those_of_the_reference(string reference)
    {
        using var golden = new GoldenPipelineCase("luma-six", reference);
        var replay = new GoldenReplay(golden);
        var folder = Directory.CreateTempSubdirectory("luma-six-").FullName;
        try
        {
            var features = Path.Combine(folder, "features.jsonl");
            var data = replay.Files(256, 2, folder, features);
            var wrongScores = GoldenComparison.Scores(golden, data, out var compared);
            var wrongFeatures = GoldenComparison.Features(golden, features, out var columns);
            GoldenCount.Say("luma-six", golden.Outputs.Count + columns, $"models and features of {data.Length} events: {compared} scores");
            Assert.Empty(wrongScores);
            Assert.Empty(wrongFeatures);
            Assert.Equal(6 * replay.Events.Count, compared);
            if (reference == GoldenFolders.Roots[0])
                Assert.Equal(6 * 23_055, compared);
            Assert.True(columns > 20, $"{columns} features");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
