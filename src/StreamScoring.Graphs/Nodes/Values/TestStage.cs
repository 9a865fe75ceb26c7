using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>A stage that answers true, false or null for each row.</summary>
internal sealed class TestStage(ColumnRef output, Func<Frame, int, bool?> test) : Stage
{
    /// <inheritdoc/>
    public override void Evaluate(Frame frame)
    {
        var target = frame.Values<bool>(output.Slot);
        for (var row = 0; row < frame.Rows; row++)
        {
            if (test(frame, row) is { } answer)
                target.Set(row, answer);
            else
                target.SetNull(row);
        }
    }
}
