using StreamScoring.Events.Wire.Schemas;

namespace StreamScoring.Kafka.Registry;

/// <summary>
/// Writer schemas from a schema registry. What is held is answered without lock, allocation or waiting. What is not is asked for in the background, and until
/// the registry has answered the answer is <see cref="SchemaLookup.Unavailable"/>: the lane lets the partition rest and asks again. "No such schema" is
/// <see cref="SchemaLookup.Unknown"/>, and only when the registry itself says so (404 with code 40403); it is believed for a while, then asked for once more.
/// Answers are kept on disk, and held from the start of the next worker on, whether the registry is there or not.
/// </summary>
public sealed class RegistrySchemaSource : ISchemaSource, IDisposable
{
    private readonly Lock _gate = new();
    private readonly RegistryConnection _registry;
    private readonly SchemaLoader _loader;
    private readonly SchemaFiles? _files;
    private readonly Attempts _attempts;
    private volatile HeldSchemas _held;
    private volatile bool _disposed;

    /// <summary>Reads the kept schemas, and lets the registry confirm them in the background. The connection stays the caller's.</summary>
    public RegistrySchemaSource(RegistryConnection registry)
    {
        _registry = registry;
        _loader = new SchemaLoader(registry);
        _attempts = new Attempts(Options.Clock, Options.MaxLookups);
        _held = HeldSchemas.None;
        if (registry.CacheFolder is not { } folder)
            return;
        _files = new SchemaFiles(folder, registry.Address);
        var kept = _files.ReadAll(Options.MaxSchemas, Report);
        _held = _held.With(kept, Options.MaxSchemas);
        if (kept.Count > 0)
            _ = Task.Run(() => ConfirmAsync(kept));
    }

    /// <summary>What is wrong with the registry now, in one line; null when its last answers were well.</summary>
    public string? Problem
    {
        get
        {
            lock (_gate)
                return _attempts.Problem;
        }
    }

    /// <summary>How many schemas are held.</summary>
    public int Count => _held.Count;

    /// <summary>How many lookups are under way.</summary>
    public int Lookups
    {
        get
        {
            lock (_gate)
                return _attempts.Running;
        }
    }

    private RegistryOptions Options => _registry.Options;

    /// <inheritdoc/>
    public SchemaLookup TryGet(int id, out WriterSchema schema) =>
        _held.TryGet(id, out schema) ? SchemaLookup.Found : Miss(SchemaKey.Of(id), out schema);

    /// <inheritdoc/>
    public SchemaLookup TryGet(Guid guid, out WriterSchema schema) =>
        _held.TryGet(guid, out schema) ? SchemaLookup.Found : Miss(SchemaKey.Of(guid), out schema);

    /// <summary>Ends asking; what is held is answered still.</summary>
    public void Dispose() => _disposed = true;

    private SchemaLookup Miss(SchemaKey key, out WriterSchema schema)
    {
        var answer = Held(key, out schema);
        if (answer != SchemaLookup.Unavailable)
            return answer;
        lock (_gate)
        {
            // Answers are published under the lock: one that has just come must not be asked for again.
            answer = Held(key, out schema);
            if (answer == SchemaLookup.Unavailable && !_disposed && _attempts.TryBegin(key))
                Begin(key);
            return answer;
        }
    }

    private SchemaLookup Held(SchemaKey key, out WriterSchema schema)
    {
        var held = _held;
        if (held.TryGet(key, out schema))
            return SchemaLookup.Found;
        return held.IsUnknown(key, out var since) && Options.Clock.GetElapsedTime(since).TotalMilliseconds < Options.UnknownExpiryMs
            ? SchemaLookup.Unknown
            : SchemaLookup.Unavailable;
    }

    // A method of its own, because what the closure takes is allocated where it begins.
    private void Begin(SchemaKey key) => _ = Task.Run(() => LookUpAsync(key));

    private async Task LookUpAsync(SchemaKey key)
    {
        try
        {
            // Another worker that shares the folder may have asked already.
            var schema = ReadKept(key);
            var isKept = schema is not null;
            schema ??= await _loader.LoadAsync(key).ConfigureAwait(false);
            Publish(key, schema);
            if (!isKept)
                Keep(key, schema);
        }
        catch (Exception e) when (RegistryErrors.Says(e, RegistryErrors.SchemaNotFound))
        {
            bool isWell;
            lock (_gate)
            {
                _held = _held.WithUnknown(key, Options.Clock.GetTimestamp());
                isWell = _attempts.Answered(key);
            }

            ReportIf(isWell, $"schema registry {_registry.Address} answers again");
        }
        // Whatever a client, a proxy or a half-dead registry throws: the key must not count as running for ever, and nobody awaits this task.
        catch (Exception e)
        {
            var message = $"schema registry {_registry.Address} cannot tell schema {key}: {_registry.Describe(e)}";
            bool isNews;
            lock (_gate)
                isNews = _attempts.Failed(key, message);
            ReportIf(isNews && !_disposed, message);
        }
    }

    private void Publish(SchemaKey key, WriterSchema schema)
    {
        bool isWell;
        lock (_gate)
        {
            _held = _held.With([new(key, schema)], Options.MaxSchemas);
            isWell = _attempts.Answered(key);
        }

        ReportIf(isWell, $"schema registry {_registry.Address} answers again");
    }

    private async Task ConfirmAsync(List<KeyValuePair<SchemaKey, WriterSchema>> kept)
    {
        foreach (var (key, schema) in kept)
        {
            try
            {
                if (_disposed)
                    return;
                var now = await _loader.LoadAsync(key).ConfigureAwait(false);
                if (
                    now.Type == schema.Type
                    && now.Text == schema.Text
                    && now.References.SequenceEqual(schema.References, StringComparer.Ordinal)
                )
                    continue;
                // Ids never change within a registry: this is another one at the old address. Lanes may have decoded with the old text already.
                Report(
                    $"schema {key} is another one in {_registry.Address} than the one kept in {_registry.CacheFolder}: restart the workers"
                );
                lock (_gate)
                    _held = _held.With([new(key, now)], Options.MaxSchemas);
                Keep(key, now);
            }
            catch (Exception e) when (RegistryErrors.Says(e, RegistryErrors.SchemaNotFound))
            {
                Report($"schema {key}, kept in {_registry.CacheFolder}, is not known to {_registry.Address} any more; it is used still");
            }
            catch (Exception)
            {
                // Away: that is what the schemas are kept for.
                return;
            }
        }
    }

    private WriterSchema? ReadKept(SchemaKey key)
    {
        try
        {
            return _files?.Read(key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Report($"a kept schema is passed over: {e.Message}");
            return null;
        }
    }

    private void Keep(SchemaKey key, WriterSchema schema)
    {
        try
        {
            _files?.Write(key, schema);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report($"schema {key} cannot be kept, a restart without the registry will miss it: {e.Message}");
        }
    }

    private void ReportIf(bool condition, string line)
    {
        if (condition)
            Report(line);
    }

    private void Report(string line) => Options.Report?.Invoke(line);
}
