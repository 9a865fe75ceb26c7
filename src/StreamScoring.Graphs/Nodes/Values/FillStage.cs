using System.Numerics;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>A column of numbers with a constant in place of what is missing: as <see cref="ChooseStage"/>, without asking for each row where its value comes from.</summary>
internal sealed class FillStage<T>(int input, int output, T fill) : Stage
    where T : unmanaged, INumberBase<T>
{
    /// <inheritdoc/>
    public override void Evaluate(Frame frame)
    {
        var (from, to) = (frame.Values<T>(input), frame.Values<T>(output));
        var rows = frame.Rows;
        ReadOnlySpan<bool> valid = from.Valid[..rows];
        ReadOnlySpan<T> values = from.Values[..rows];
        var filled = to.Values[..rows];
        for (var row = 0; row < valid.Length; row++)
        {
            var value = values[row];
            filled[row] = valid[row] && !T.IsNaN(value) ? value : fill;
        }

        to.Valid[..rows].Fill(true);
    }
}
