namespace StreamScoring.Graphs.Planning;

/// <summary>
/// Lets the graphs that one lane runs on the same events share state: the first graph that defines a state node computes it, the others take its columns.
/// Without this, a state that two revisions of a graph have in common would be advanced twice by each event.
/// </summary>
public sealed class StateSharing
{
    private readonly Dictionary<string, SharedStage> _stages = new(StringComparer.Ordinal);

    /// <summary>The stage of that provenance which an earlier graph opened, or null.</summary>
    internal SharedStage? Find(string provenance) => _stages.GetValueOrDefault(provenance);

    /// <summary>Offers a stage to the graphs opened after this one.</summary>
    internal void Offer(string provenance, SharedStage stage) => _stages.Add(provenance, stage);
}
