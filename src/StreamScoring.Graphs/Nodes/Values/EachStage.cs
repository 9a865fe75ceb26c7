using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>The stages of a node that works on several columns alike.</summary>
internal sealed class EachStage(IReadOnlyList<Stage> stages) : Stage
{
    /// <inheritdoc/>
    public override void Evaluate(Frame frame)
    {
        for (var i = 0; i < stages.Count; i++)
            stages[i].Evaluate(frame);
    }
}
