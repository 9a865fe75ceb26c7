using Microsoft.ML.OnnxRuntime;
using StreamScoring.Events.Faults;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Inference.Sessions;

/// <summary>
/// One lane's use of a model. Live rows are gathered without gaps into bound buffers, padded to the next batch size with copies of a row of their own, run,
/// and scattered back. Nothing is allocated unless a row fails.
/// </summary>
internal sealed class OnnxRun : IModelRun
{
    private readonly OnnxModel _model;
    private readonly RunLayout _layout;
    private readonly TensorBuffer[] _inputs;
    private readonly TensorBuffer[] _outputs;
    private readonly (int Input, InputColumn Column)[] _refusing;
    private readonly RunOptions _options = SessionSetup.NewRunOptions();
    private readonly Bucket[] _buckets;
    private readonly int[] _padded;
    private readonly int[] _source;
    private int[] _rows;
    private bool _disposed;

    /// <param name="model">The model, on which this run holds a claim.</param>
    /// <param name="layout">Columns and tensors.</param>
    /// <param name="sizes">Batch sizes, ascending.</param>
    /// <param name="maxRows">Rows a call, usually: more are taken, at the cost of an allocation.</param>
    public OnnxRun(OnnxModel model, RunLayout layout, int[] sizes, int maxRows)
    {
        (_model, _layout, _rows) = (model, layout, new int[maxRows]);
        var largest = sizes[^1];
        _padded = new int[largest];
        _refusing = [.. layout.Inputs.SelectMany((tensor, i) => tensor.Columns.Where(c => c.CanRefuse).Select(c => (i, c)))];
        _inputs = [.. layout.Inputs.Select(t => new TensorBuffer(t.Type, t.RowShape, largest))];
        _outputs = [.. layout.Outputs.Select(t => new TensorBuffer(t.Type, t.RowShape, largest))];
        // Two columns may take the same tensor (a zipmap and the tensor behind it): it is bound once.
        var distinct = layout
            .Outputs.Select((t, i) => (t.SessionName, Buffer: _outputs[i]))
            .DistinctBy(o => o.SessionName, StringComparer.Ordinal)
            .ToList();
        _source =
        [
            .. layout.Outputs.Select(t => distinct.FindIndex(d => string.Equals(d.SessionName, t.SessionName, StringComparison.Ordinal))),
        ];
        _buckets =
        [
            .. sizes.Select(s => new Bucket(model.Session, _options, s, [.. layout.Inputs.Zip(_inputs, (t, b) => (t.Name, b))], distinct)),
        ];
        WarmUp();
    }

    /// <summary>Batches that failed although every row of them alone did not.</summary>
    public int FailedBatches { get; private set; }

    /// <inheritdoc/>
    public void Run(int rows, ReadOnlySpan<bool> live, Span<Fault?> faults)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_rows.Length < rows)
            _rows = new int[Math.Max(rows, _rows.Length * 2)];
        var count = 0;
        for (var row = 0; row < rows; row++)
        {
            if (live[row] && faults[row] is null && IsFed(row, faults))
                _rows[count++] = row;
        }

        for (var start = 0; start < count; start += _padded.Length)
            RunBatch(_rows.AsSpan(start, Math.Min(_padded.Length, count - start)), faults);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var bucket in _buckets)
            bucket.Dispose();
        foreach (var buffer in _inputs)
            buffer.Dispose();
        foreach (var buffer in _outputs)
            buffer.Dispose();
        _options.Dispose();
        _model.Release();
    }

    private bool IsFed(int row, Span<Fault?> faults)
    {
        foreach (var (input, column) in _refusing)
        {
            if (column.Refusal(row) is not { } reason)
                continue;
            var name = _layout.Inputs[input].Name;
            faults[row] = new Fault(
                FaultCode.TypeMismatch,
                FaultStage.Inference,
                FaultDomain.Event,
                false,
                name,
                $"model {_model.Name} takes {_layout.Inputs[input].Type}: {reason}"
            );
            return false;
        }

        return true;
    }

    private void RunBatch(ReadOnlySpan<int> rows, Span<Fault?> faults)
    {
        try
        {
            RunBound(rows);
        }
        catch (OnnxRuntimeException e) when (rows.Length == 1)
        {
            var message = $"the model failed on this row: {RuntimeErrors.OfRun(e)}";
            faults[rows[0]] = new Fault(FaultCode.ModelFailed, FaultStage.Inference, FaultDomain.Model, false, _model.Name, message);
        }
        catch (OnnxRuntimeException)
        {
            // One bad row fails the whole batch. Bits do not depend on the batch, so each row alone gives what it would have given.
            var bad = 0;
            foreach (ref readonly var row in rows)
            {
                RunBatch(new ReadOnlySpan<int>(in row), faults);
                bad += faults[row] is null ? 0 : 1;
            }

            FailedBatches += bad == 0 ? 1 : 0;
        }
    }

    private unsafe void RunBound(ReadOnlySpan<int> rows)
    {
        var index = IndexOf(rows.Length);
        var bucket = _buckets[index];
        var padded = _padded.AsSpan(0, bucket.Rows);
        rows.CopyTo(padded);
        padded[rows.Length..].Fill(rows[0]);
        for (var i = 0; i < _inputs.Length; i++)
        {
            foreach (var column in _layout.Inputs[i].Columns)
                column.Gather(padded, _inputs[i].Data, bucket.Inputs[i]);
        }

        bucket.Run();
        for (var i = 0; i < _outputs.Length; i++)
        {
            var source = _source[i];
            _layout.Outputs[i].Column.Scatter(rows, (void*)bucket.Buffers[source], bucket.Outputs[source]);
        }
    }

    private int IndexOf(int rows)
    {
        var index = 0;
        while (_buckets[index].Rows < rows)
            index++;
        return index;
    }

    /// <summary>The smallest and the largest batch once, on zeroed buffers, so that the first events find memory and code warm. A model may fail on zeros.</summary>
    private void WarmUp()
    {
        try
        {
            _buckets[0].Run();
            _buckets[^1].Run();
        }
        catch (OnnxRuntimeException)
        {
            // Zeros are no row of anybody's.
        }
    }
}
