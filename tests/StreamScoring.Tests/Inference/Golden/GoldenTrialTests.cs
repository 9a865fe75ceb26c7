using StreamScoring.Inference;
using StreamScoring.Inference.Inspection;
using StreamScoring.TestKit.Reference;
using StreamScoring.Tests.Inference.Trial;
using Xunit;

namespace StreamScoring.Tests.Inference.Golden;

[Trait("suite", "golden")]
public sealed class GoldenTrialTests
{
    [Fact]
    public async Task Every_golden_model_passes_its_trial_and_the_probe_of_batch_invariance()
    {
        var (cases, wrong) = (0, new List<string>());
        foreach (var file in ModelCard.All.Select(c => c.File).Concat(GoldenFolders.Find("models/crayfish-ffnn/model-ffnn.onnx")))
        {
            var bytes = File.ReadAllBytes(file);
            var (record, refusal) = await TrialHost.Trial.RunAsync(file, OnnxModel.HashOf(bytes), CancellationToken.None);
            Assert.True(refusal is null, refusal?.Message);
            if (record!.Refused is not null || record.Batching != (IsOfFixedBatch(bytes) ? BatchRule.Fixed(1) : BatchRule.Batched))
                wrong.Add($"{Path.GetFileName(file)}: {record.Refused} {record.Message} {record.Batching}");
            cases++;
        }

        GoldenCount.Say("models", cases, "trials");
        Assert.True(cases > 0, "no golden model in any folder");
        Assert.Empty(wrong);
    }

    private static bool IsOfFixedBatch(byte[] bytes) =>
        ModelInspector.TryInspect(bytes, "m", ModelLimits.Default, out var inspection, out _) && inspection.FixedBatch is not null;
}
