using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>A stage that computes each row by itself. The delegate sets its outputs; what it leaves is null.</summary>
internal sealed class RowStage(Action<Frame, int> compute) : Stage
{
    /// <inheritdoc/>
    public override void Evaluate(Frame frame)
    {
        for (var row = 0; row < frame.Rows; row++)
            compute(frame, row);
    }
}
