using StreamScoring.Events.Columns;

namespace StreamScoring.Graphs.Planning;

/// <summary>A state stage whose columns, and whose flag for incomplete history, other graphs of the lane may take.</summary>
internal sealed class SharedStage(Stage stage, IReadOnlyList<Column> columns, int capacity) : Stage
{
    private readonly bool[] _incomplete = new bool[capacity];
    private readonly bool[] _before = new bool[capacity];

    /// <summary>The stage's columns.</summary>
    public IReadOnlyList<Column> Columns { get; } = columns;

    /// <summary>Per row of the last batch, whether this stage needed older history than is kept.</summary>
    public ReadOnlySpan<bool> Incomplete => _incomplete;

    /// <inheritdoc/>
    public override void Evaluate(Frame frame)
    {
        var flags = frame.Incomplete;
        flags.CopyTo(_before);
        flags.Clear();
        stage.Evaluate(frame);
        for (var row = 0; row < flags.Length; row++)
        {
            _incomplete[row] = flags[row];
            flags[row] |= _before[row];
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        stage.Dispose();
        base.Dispose();
    }
}

/// <summary>Takes the columns that an earlier graph computed for the same batch.</summary>
internal sealed class BorrowStage(SharedStage shared, IReadOnlyList<Column> targets) : Stage
{
    private readonly ColumnCopy[] _copies = [.. shared.Columns.Zip(targets, ColumnCopy.Between)];

    /// <inheritdoc/>
    public override void Evaluate(Frame frame)
    {
        var flags = frame.Incomplete;
        for (var row = 0; row < flags.Length; row++)
        {
            flags[row] |= shared.Incomplete[row];
            foreach (var copy in _copies)
                copy.Row(row);
        }
    }
}
