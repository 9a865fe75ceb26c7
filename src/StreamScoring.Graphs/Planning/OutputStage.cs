using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;

namespace StreamScoring.Graphs.Planning;

/// <summary>Takes one published value out of its column, and refuses NaN.</summary>
internal sealed class OutputStage(PlannedOutput output, int slot, int? at, int capacity)
{
    // One object for all rows: a fault says what is wrong with the output, not with the event.
    private readonly Fault _notANumber = new(
        FaultCode.ScoreNotANumber,
        FaultStage.Graph,
        FaultDomain.Model,
        false,
        output.Name,
        $"the score '{output.Name}' is not a number; the model was probably fed a missing value that it cannot take"
    );

    /// <summary>The output's name.</summary>
    public string Name => output.Name;

    /// <summary>The published values.</summary>
    public Column Column { get; } = Column.Create(output.Shape, capacity);

    /// <summary>Copies the rows that are live and have no fault.</summary>
    public void Take(Frame frame)
    {
        var source = frame[slot];
        Column.Clear();
        var live = frame.Live;
        var faults = frame.Faults;
        for (var row = 0; row < live.Length; row++)
        {
            if (live[row] && faults[row] is null)
                ColumnCopy.Row(source, at, Column, row);
        }
    }

    /// <summary>Makes NaN a fault of its row and its value null.</summary>
    public void Judge(Frame frame)
    {
        var faults = frame.Faults;
        for (var row = 0; row < faults.Length; row++)
        {
            if (Column.IsNull(row) || !IsNotANumber(row))
                continue;
            Column.SetNull(row);
            faults[row] ??= _notANumber;
        }
    }

    private bool IsNotANumber(int row)
    {
        switch (Column)
        {
            case ValueColumn<float> floats:
                foreach (var value in floats.Vector(row))
                {
                    if (float.IsNaN(value))
                        return true;
                }

                return false;
            case ValueColumn<double> doubles:
                foreach (var value in doubles.Vector(row))
                {
                    if (double.IsNaN(value))
                        return true;
                }

                return false;
            default:
                return false;
        }
    }
}
