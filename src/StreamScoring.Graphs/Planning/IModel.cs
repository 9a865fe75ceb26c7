using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;

namespace StreamScoring.Graphs.Planning;

/// <summary>A loaded model, shared by all lanes. Implemented by the inference project, and by fakes in tests.</summary>
public interface IModel
{
    /// <summary>What it takes and gives.</summary>
    ModelSignature Signature { get; }

    /// <summary>
    /// Buffers of one lane for batches of up to <paramref name="maxRows"/> rows, computing only the outputs named. Throws <see cref="ArgumentException"/>
    /// on a name that the model lacks, a width that does not fit, or a column type that the tensor cannot take (text into numbers, numbers into text or bool).
    /// </summary>
    /// <param name="inputs">Per model input (in <see cref="ModelSignature.Inputs"/> order), the columns that are laid side by side to make a row.</param>
    /// <param name="outputs">Per wanted output: its name, and the column that takes it.</param>
    /// <param name="maxRows">Rows a call at most.</param>
    IModelRun Open(IReadOnlyList<IReadOnlyList<Column>> inputs, IReadOnlyList<(string Name, Column Target)> outputs, int maxRows);
}

/// <summary>One lane's use of a model. Not thread-safe.</summary>
public interface IModelRun : IDisposable
{
    /// <summary>
    /// Scores the first <paramref name="rows"/> rows of the input columns into the output columns. Rows for which <paramref name="live"/> is false, or which
    /// have a fault already, are left null. A null in an input is NaN for float tensors, empty for text, and a fault of the row for integers and booleans;
    /// so is a value that an integer tensor cannot hold exactly. uint64 travels in int64 columns as the same bits. A row on which the model fails gets a fault in
    /// <paramref name="faults"/> and null outputs; its neighbours are scored. The bits of a row never depend on which rows stand beside it.
    /// </summary>
    void Run(int rows, ReadOnlySpan<bool> live, Span<Fault?> faults);
}
