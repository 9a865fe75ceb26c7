using StreamScoring.Inference.Trial;

namespace StreamScoring.Inference;

/// <summary>
/// Loads models by path. The same content, wherever it lies, is one session. A model that has a trial record is loaded at once; one that has none is tried
/// first, when the store has a trial, and its verdict is kept.
/// </summary>
/// <param name="limits">What a model may be.</param>
/// <param name="records">Where verdicts are kept; null keeps none.</param>
/// <param name="trial">How to try; null loads untried models as they are, for models that are trusted.</param>
public sealed class ModelStore(ModelLimits limits, TrialRecords? records, ModelTrial? trial) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, OnnxModel> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    /// <summary>
    /// The model at <paramref name="path"/>, owned by the store, or why it is not served. One at a time: loading is rare, and two trials at once would share
    /// one machine's time.
    /// </summary>
    public async Task<(OnnxModel? Model, ModelRefusal? Refusal)> LoadAsync(string path, CancellationToken cancellation)
    {
        var name = Path.GetFileName(path);
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (ModelFile.TryRead(path, limits) is not { } bytes)
                return (
                    null,
                    new ModelRefusal(RefusalReason.TooLarge, $"{name}: the file is larger than the allowed {limits.MaxFileBytes >> 20} MiB")
                );
            var hash = OnnxModel.HashOf(bytes);
            if (_models.TryGetValue(hash, out var known))
                return (known, null);
            if (!Inspection.ModelInspector.TryInspect(bytes, name, limits, out _, out var refusal))
                return (null, refusal);
            var record = records?.Find(hash);
            if (record is null && trial is not null)
            {
                (record, refusal) = await trial.RunAsync(path, hash, cancellation).ConfigureAwait(false);
                if (record is null)
                    return (null, refusal);
                Keep(record);
            }

            if (record?.RefusalOf(name) is { } refused)
                return (null, refused);
            if (!OnnxModel.TryLoad(bytes, name, limits, record?.Batching, out var model, out refusal))
                return (null, refusal);
            _models.Add(hash, model);
            _paths.Add(hash, path);
            return (model, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, new ModelRefusal(RefusalReason.Unreadable, $"{name}: the file cannot be read: {e.Message}"));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The file's bytes of a model loaded here, read again, or null when it is not loaded or its file has changed since.</summary>
    public byte[]? ContentOf(string hash)
    {
        if (!_paths.TryGetValue(hash, out var path) || !File.Exists(path) || ModelFile.TryRead(path, limits) is not { } content)
            return null;
        return string.Equals(OnnxModel.HashOf(content), hash, StringComparison.Ordinal) ? content : null;
    }

    private void Keep(TrialRecord record)
    {
        try
        {
            records?.Save(record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The verdict stands all the same; where it cannot be kept, the model is tried again next time.
        }
    }

    /// <summary>Gives up all models; runs that are open stay usable.</summary>
    public void Dispose()
    {
        foreach (var model in _models.Values)
            model.Dispose();
        _models.Clear();
        _gate.Dispose();
    }
}
