using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference.Inspection;
using StreamScoring.Inference.Sessions;

namespace StreamScoring.Inference;

/// <summary>
/// A loaded ONNX model: one session, shared by all lanes. <see cref="Dispose"/> may come while lanes still run it: the session goes with the last of them.
/// </summary>
public sealed class OnnxModel : IModel, IDisposable
{
    private readonly InferenceSession _session;
    private readonly ModelInspection _inspection;
    private readonly IReadOnlyDictionary<string, string> _unusable;
    private readonly Lock _lock = new();
    private int _users = 1;
    private bool _disposed;

    private OnnxModel(
        string name,
        ModelSignature signature,
        BatchRule batching,
        InferenceSession session,
        ModelInspection inspection,
        IReadOnlyDictionary<string, string> unusable
    )
    {
        (Name, Signature, Batching) = (name, signature, batching);
        (_session, _inspection, _unusable) = (session, inspection, unusable);
    }

    /// <summary>What messages call it: its file's name.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public ModelSignature Signature { get; }

    /// <summary>How many rows a call takes.</summary>
    public BatchRule Batching { get; }

    /// <summary>The model's <c>task</c> metadata, or empty.</summary>
    public string Task => _inspection.Prop("task") ?? "";

    /// <summary><c>sha256:</c> and the hash of the bytes, in lower-case hexadecimal.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>
    /// Inspects and loads a model. It runs in this process: one that has not been through <see cref="Trial.ModelTrial"/> can take the process down.
    /// </summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">What is allowed.</param>
    /// <param name="batching">What the trial found, or null for the cautious default (from two rows on).</param>
    /// <param name="model">The model, to be disposed by the caller.</param>
    /// <param name="refusal">Why it is not served.</param>
    public static bool TryLoad(
        byte[] bytes,
        string name,
        ModelLimits limits,
        BatchRule? batching,
        [NotNullWhen(true)] out OnnxModel? model,
        [NotNullWhen(false)] out ModelRefusal? refusal
    )
    {
        model = null;
        if (!ModelInspector.TryInspect(bytes, name, limits, out var inspection, out refusal))
            return false;
        InferenceSession? session = null;
        try
        {
            session = SessionSetup.Open(inspection.Bytes);
            model = Describe(bytes, name, batching, session, inspection, out refusal);
            return model is not null;
        }
        catch (OnnxRuntimeException e)
        {
            refusal = new ModelRefusal(RefusalReason.NotLoadable, $"{name}: ONNX Runtime does not load it: {RuntimeErrors.OfLoad(e)}");
            return false;
        }
        finally
        {
            if (model is null)
                session?.Dispose();
        }
    }

    /// <inheritdoc/>
    public IModelRun Open(IReadOnlyList<IReadOnlyList<Column>> inputs, IReadOnlyList<(string Name, Column Target)> outputs, int maxRows) =>
        Open(inputs, outputs, maxRows, null);

    /// <summary>As <see cref="Open(IReadOnlyList{IReadOnlyList{Column}}, IReadOnlyList{ValueTuple{string, Column}}, int)"/>, with given batch sizes.</summary>
    internal OnnxRun Open(
        IReadOnlyList<IReadOnlyList<Column>> inputs,
        IReadOnlyList<(string Name, Column Target)> outputs,
        int maxRows,
        int[]? buckets
    )
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _users++;
        }

        try
        {
            var layout = RunLayout.Create(this, inputs, outputs);
            var sizes = buckets ?? Batching.Buckets(maxRows, layout.BytesPerRow);
            return new OnnxRun(this, layout, sizes, maxRows);
        }
        catch
        {
            Release();
            throw;
        }
    }

    internal InferenceSession Session => _session;

    internal ModelInspection Inspection => _inspection;

    /// <summary>Why an output of the file is not in the signature, or null.</summary>
    internal string? WhyUnusable(string output) => _unusable.GetValueOrDefault(output);

    /// <summary>Gives up the model; runs that are open stay usable.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        Release();
    }

    internal void Release()
    {
        lock (_lock)
        {
            if (--_users > 0)
                return;
        }

        _session.Dispose();
    }

    private static OnnxModel? Describe(
        byte[] bytes,
        string name,
        BatchRule? batching,
        InferenceSession session,
        ModelInspection inspection,
        out ModelRefusal? refusal
    )
    {
        var seen = ShapeProbe.Look(session, inspection, [.. inspection.Inputs.Select(i => RunLayout.Closed(i.RowShape!))], out _);
        var unusable = new Dictionary<string, string>(inspection.Unusable, StringComparer.Ordinal);
        var outputs = new List<TensorSignature>();
        for (var i = 0; i < seen.Count; i++)
        {
            var declared = inspection.Outputs[i];
            if (seen[i] is { Type: { } type, RowShape: { } shape, Reason: null })
                outputs.Add(new TensorSignature(declared.Name, type, shape, declared.Labels));
            else
                unusable[declared.Name] = seen[i].Reason!;
        }

        refusal = null;
        if (outputs.Count == 0)
        {
            refusal = new ModelRefusal(RefusalReason.Unsupported, $"{name}: no output can be used: {unusable[inspection.Outputs[0].Name]}");
            return null;
        }

        var inputs = inspection.Inputs.Select(i => new TensorSignature(i.Name, i.Type!.Value, i.RowShape!, [])).ToList();
        var signature = new ModelSignature(HashOf(bytes), inputs, outputs, inspection.Features);
        var rule = inspection.FixedBatch is { } rows ? BatchRule.Fixed(rows) : batching ?? BatchRule.Batched;
        return new OnnxModel(name, signature, rule, session, inspection, unusable);
    }
}
