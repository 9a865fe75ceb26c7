using StreamScoring.Inference;
using StreamScoring.Inference.Trial;
using StreamScoring.TestKit.Onnx;
using StreamScoring.Tests.Inference.Trial;
using Xunit;

namespace StreamScoring.Tests.Inference;

public sealed class ModelStoreTests : IDisposable
{
    private readonly TrialHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task The_same_content_is_one_model_wherever_it_lies()
    {
        using var store = new ModelStore(ModelLimits.Default, null, null);
        var (a, _) = await store.LoadAsync(_host.Write("a.onnx", SmallModels.Doubling()), CancellationToken.None);
        var (b, _) = await store.LoadAsync(_host.Write("b.onnx", SmallModels.Doubling()), CancellationToken.None);
        var (c, _) = await store.LoadAsync(_host.Write("c.onnx", SmallModels.Lookup()), CancellationToken.None);
        Assert.Same(a, b);
        Assert.NotSame(a, c);
        Assert.StartsWith("sha256:", a!.Signature.Hash, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_was_tried_once_is_never_tried_again()
    {
        var records = new TrialRecords(Path.Combine(_host.Folder, "records"));
        var path = _host.Write("mean.onnx", SmallModels.DeviationFromTheBatch());
        using (var first = new ModelStore(ModelLimits.Default, records, TrialHost.Trial))
            Assert.Equal(BatchRule.RowByRow, (await first.LoadAsync(path, CancellationToken.None)).Model!.Batching);

        // This trial could not be held: so none is.
        var broken = new ModelTrial(new TrialCommand("/no/such/program", []), TrialHost.Limits, TimeProvider.System);
        using var second = new ModelStore(ModelLimits.Default, records, broken);
        Assert.Equal(BatchRule.RowByRow, (await second.LoadAsync(path, CancellationToken.None)).Model!.Batching);
        var (_, refusal) = await second.LoadAsync(_host.Write("new.onnx", SmallModels.Doubling()), CancellationToken.None);
        Assert.Equal(RefusalReason.NotTried, refusal!.Reason);
    }

    [Fact]
    public async Task A_refusal_is_kept_and_other_models_go_on()
    {
        var records = new TrialRecords(Path.Combine(_host.Folder, "records"));
        using var store = new ModelStore(ModelLimits.Default, records, TrialHost.Trial);
        var bad = HostileModels.TrappingDivision();
        var (_, refusal) = await store.LoadAsync(_host.Write("bad.onnx", bad), CancellationToken.None);
        Assert.StartsWith("bad.onnx: ", refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(RefusalReason.Crashed, records.Find(OnnxModel.HashOf(bad))!.Refused);
        Assert.NotNull((await store.LoadAsync(_host.Write("good.onnx", SmallModels.Doubling()), CancellationToken.None)).Model);
    }

    [Fact]
    public async Task A_file_without_an_end_is_refused_as_too_large()
    {
        const string endless = "/dev/zero";
        if (!File.Exists(endless))
            return;
        using var store = new ModelStore(ModelLimits.Default with { MaxFileBytes = 1 << 20 }, null, null);
        var (_, refusal) = await store.LoadAsync(endless, CancellationToken.None);
        Assert.Equal(RefusalReason.TooLarge, refusal!.Reason);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_refusal()
    {
        using var store = new ModelStore(ModelLimits.Default, null, null);
        var (model, refusal) = await store.LoadAsync(Path.Combine(_host.Folder, "none.onnx"), CancellationToken.None);
        Assert.Null(model);
        Assert.Equal(RefusalReason.Unreadable, refusal!.Reason);
    }
}
