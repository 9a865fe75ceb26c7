using Microsoft.ML.OnnxRuntime;

namespace StreamScoring.Inference.Sessions;

/// <summary>Everything bound for batches of exactly <see cref="Rows"/> rows: running it allocates nothing.</summary>
internal sealed unsafe class Bucket : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options;
    private readonly OrtIoBinding _binding;

    public Bucket(
        InferenceSession session,
        RunOptions options,
        int rows,
        IReadOnlyList<(string Name, TensorBuffer Buffer)> inputs,
        IReadOnlyList<(string Name, TensorBuffer Buffer)> outputs
    )
    {
        (_session, _options, Rows) = (session, options, rows);
        Inputs = [.. inputs.Select(i => i.Buffer.View(rows))];
        Outputs = [.. outputs.Select(o => o.Buffer.View(rows))];
        Buffers = [.. outputs.Select(o => (nint)o.Buffer.Data)];
        _binding = session.CreateIoBinding();
        for (var i = 0; i < inputs.Count; i++)
            _binding.BindInput(inputs[i].Name, Inputs[i]);
        for (var i = 0; i < outputs.Count; i++)
            _binding.BindOutput(outputs[i].Name, Outputs[i]);
    }

    public int Rows { get; }

    public OrtValue[] Inputs { get; }

    public OrtValue[] Outputs { get; }

    /// <summary>Per output, where its memory is (texts: none).</summary>
    public nint[] Buffers { get; }

    /// <summary>Runs the model on what stands in the input buffers. Throws <see cref="OnnxRuntimeException"/> when it fails.</summary>
    public void Run() => _session.RunWithBinding(_options, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in Inputs)
            value.Dispose();
        foreach (var value in Outputs)
            value.Dispose();
    }
}
