using StreamScoring.TestKit.Pipelines;

namespace StreamScoring.Tests.Pipeline.Golden;

/// <summary>The case <c>luma-purchase</c>, loaded once, and its scores when all events are one batch.</summary>
public sealed class LumaPurchase : IDisposable
{
    private readonly Lazy<byte[][]> _whole;

    public LumaPurchase()
    {
        Case = new GoldenPipelineCase("luma-purchase");
        Replay = new GoldenReplay(Case);
        _whole = new Lazy<byte[][]>(() => Replay.InMemory(Replay.Events.Count, 1));
    }

    public GoldenPipelineCase Case { get; }

    public GoldenReplay Replay { get; }

    public byte[][] Whole => _whole.Value;

    public string Folder { get; } = Directory.CreateTempSubdirectory("luma-purchase-").FullName;

    public void Dispose()
    {
        Case.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
