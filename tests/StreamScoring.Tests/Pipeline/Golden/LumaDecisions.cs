using StreamScoring.TestKit.Pipelines;

namespace StreamScoring.Tests.Pipeline.Golden;

/// <summary>Graph, rules, events and profiles of the sample, loaded once, and what they come to when all events are one batch.</summary>
public sealed class LumaDecisions : IDisposable
{
    private readonly GoldenPipelineCase _case = new("luma-purchase");
    private readonly Lazy<DecisionRecords> _whole;

    public LumaDecisions()
    {
        var replay = new GoldenReplay(_case);
        Replay = DecisionReplay.Luma(replay, _case);
        _whole = new(() => Replay.InMemory(replay.Events.Count, 1));
    }

    public DecisionReplay Replay { get; }

    public DecisionRecords Whole => _whole.Value;

    public void Dispose() => _case.Dispose();
}
