using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference;
using StreamScoring.Inference.Trial;
using StreamScoring.TestKit.Onnx;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Inference.Golden;

[Trait("suite", "golden")]
public sealed class GoldenModelTests
{
    private static readonly int[] s_sizes = [1, 2, 3, 7, 8, 16, 17, 64, 100, 200];

    [Fact]
    public void Every_model_gives_its_recorded_outputs()
    {
        var (cases, wrong) = (0, new List<string>());
        foreach (var card in ModelCard.All)
        {
            using var model = Load(card);
            var vectors = ModelVectors.Read(card.Vectors);
            Assert.Equal(card.Rows, vectors.Rows);
            var answer = Run(model, vectors, vectors.Rows, out var faults);
            Assert.All(faults, Assert.Null);
            foreach (var (signature, column) in model.Signature.Outputs.Zip(answer))
            {
                for (var row = 0; row < vectors.Rows; row++)
                {
                    if (vectors.Difference(signature, column, row, card.Tolerance) is { } difference)
                        wrong.Add($"{card.Name} row {row} output {signature.Name}: {difference}");
                }
            }

            cases++;
        }

        Report(cases, "recorded outputs");
        Assert.True(cases > 0, "no golden model in any folder");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_model_gives_the_same_bits_at_every_batch_size()
    {
        var (cases, wrong) = (0, new List<string>());
        foreach (var card in ModelCard.All)
        {
            using var model = Load(card);
            var vectors = ModelVectors.Read(card.Vectors);
            var whole = Run(model, vectors, vectors.Rows, out _);
            foreach (var size in s_sizes)
            {
                var pieces = Run(model, vectors, size, out var faults);
                Assert.All(faults, Assert.Null);
                if (
                    !BatchProbe.Same(
                        new BatchProbe.Answer([.. whole], new Fault?[vectors.Rows], 0),
                        new BatchProbe.Answer([.. pieces], faults, 0)
                    )
                )
                    wrong.Add($"{card.Name} at {size} rows");
                cases++;
            }
        }

        Report(cases, "(model, batch size)");
        Assert.True(cases > 0, "no golden model in any folder");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_model_lists_the_outputs_that_its_record_has()
    {
        Assert.NotEmpty(ModelCard.All);
        foreach (var card in ModelCard.All)
        {
            using var model = Load(card);
            var recorded = ModelVectors.Read(card.Vectors).RecordedOutputs.Order(StringComparer.Ordinal);
            Assert.Equal(recorded, model.Signature.Outputs.Select(o => o.Name).Order(StringComparer.Ordinal));
        }
    }

    private void Report(int cases, string what)
    {
        GoldenCount.Say("models", cases, what);
    }

    private static OnnxModel Load(ModelCard card)
    {
        Assert.True(
            OnnxModel.TryLoad(File.ReadAllBytes(card.File), card.Name, ModelLimits.Default, null, out var model, out var refusal),
            refusal?.Message
        );
        return model;
    }

    /// <summary>Runs all rows in calls of <paramref name="size"/> live rows; the others of each call are masked out.</summary>
    private static List<Column> Run(OnnxModel model, ModelVectors vectors, int size, out Fault?[] faults)
    {
        var outputs = ModelVectors.Outputs(model.Signature, vectors.Rows);
        using IModelRun run = ((IModel)model).Open(vectors.Inputs(model.Signature), outputs, vectors.Rows);
        faults = new Fault?[vectors.Rows];
        for (var start = 0; start < vectors.Rows; start += size)
        {
            var live = new bool[vectors.Rows];
            live.AsSpan(start, Math.Min(size, vectors.Rows - start)).Fill(true);
            run.Run(vectors.Rows, live, faults);
        }

        return [.. outputs.Select(o => o.Target)];
    }
}
