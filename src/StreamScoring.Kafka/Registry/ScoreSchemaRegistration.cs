using Confluent.SchemaRegistry;

namespace StreamScoring.Kafka.Registry;

/// <summary>Finds, or on request makes, the registry's entry for the schema of score records, before the first record is written.</summary>
public sealed class ScoreSchemaRegistration
{
    private readonly RegistryConnection _registry;
    private readonly ScoreSchemaOptions _options;
    private readonly Schema _schema;
    private readonly ScoreIdFile? _file;

    /// <summary>For the schema <c>schemas/score.v1.avsc</c>.</summary>
    public ScoreSchemaRegistration(RegistryConnection registry, ScoreSchemaOptions options)
        : this(registry, options, SchemaResource.Read("score.v1.avsc")) { }

    internal ScoreSchemaRegistration(RegistryConnection registry, ScoreSchemaOptions options, string schema)
    {
        _registry = registry;
        _options = options;
        _schema = new Schema(schema, [], SchemaType.Avro);
        _file = registry.CacheFolder is { } folder ? new ScoreIdFile(folder, options.Subject, schema) : null;
    }

    private string Subject => _options.Subject;

    /// <summary>
    /// Asks the registry, once; waits for its answer or the client's timeout. Failures are in the answer; only <paramref name="cancel"/> makes it throw.
    /// When the registry cannot be reached, an id that it gave before is taken from the disk.
    /// </summary>
    public async Task<ScoreSchemaId> ResolveAsync(CancellationToken cancel)
    {
        try
        {
            await _registry.CheckServersAsync().WaitAsync(cancel).ConfigureAwait(false);
            return Found(await FindAsync(cancel).ConfigureAwait(false));
        }
        catch (Exception e)
            when (RegistryErrors.Says(e, RegistryErrors.SubjectNotFound) || RegistryErrors.Says(e, RegistryErrors.SchemaNotFound))
        {
            return _options.AutoRegister ? await RegisterAsync(cancel).ConfigureAwait(false) : Missing(e);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            var unreachable = Unreachable(e);
            if (Kept() is not { } id)
                return unreachable;
            Report($"{unreachable.Problem}; it is taken to be {id}, as kept on disk");
            return new ScoreSchemaId(Subject, id, null, IsKept: true);
        }
    }

    private async Task<int> FindAsync(CancellationToken cancel) =>
        (await _registry.Client.LookupSchemaAsync(Subject, _schema, ignoreDeletedSchemas: true).WaitAsync(cancel).ConfigureAwait(false)).Id;

    private async Task<ScoreSchemaId> RegisterAsync(CancellationToken cancel)
    {
        try
        {
            if (!await IsCompatibleAsync(cancel).ConfigureAwait(false))
                return Incompatible();
            return Found(await _registry.Client.RegisterSchemaAsync(Subject, _schema).WaitAsync(cancel).ConfigureAwait(false));
        }
        catch (Exception e) when (RegistryErrors.IsIncompatible(e))
        {
            return Incompatible();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            return Unreachable(e);
        }
    }

    private async Task<bool> IsCompatibleAsync(CancellationToken cancel)
    {
        try
        {
            return await _registry.Client.IsCompatibleAsync(Subject, _schema).WaitAsync(cancel).ConfigureAwait(false);
        }
        // Nothing to compare with. Confluent's registry answers so, Apicurio's says true.
        catch (Exception e)
            when (RegistryErrors.Says(e, RegistryErrors.SubjectNotFound) || RegistryErrors.Says(e, RegistryErrors.VersionNotFound))
        {
            return true;
        }
    }

    private ScoreSchemaId Found(int id)
    {
        try
        {
            _file?.Write(id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report($"the id of subject '{Subject}' cannot be kept, a start without the registry will miss it: {e.Message}");
        }

        return new ScoreSchemaId(Subject, id, null);
    }

    private int? Kept()
    {
        try
        {
            return _file?.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Report($"the kept id of subject '{Subject}' is passed over: {e.Message}");
            return null;
        }
    }

    private ScoreSchemaId Missing(Exception e)
    {
        var what = RegistryErrors.Says(e, RegistryErrors.SubjectNotFound)
            ? $"subject '{Subject}' does not exist in {_registry.Address}"
            : $"subject '{Subject}' in {_registry.Address} has versions, but not the schema that this build writes";
        return new(Subject, null, $"{what}: register schemas/score.v1.avsc there, or allow this worker to do it (auto-register)");
    }

    private ScoreSchemaId Incompatible() =>
        new(
            Subject,
            null,
            $"{_registry.Address} refuses schemas/score.v1.avsc under subject '{Subject}': it is not compatible with the versions there. Nothing was registered. "
                + "Publish scores to another topic, or let who owns the subject change its compatibility level"
        );

    private ScoreSchemaId Unreachable(Exception e) =>
        new(
            Subject,
            null,
            $"schema registry {_registry.Address} cannot tell subject '{Subject}': {_registry.Describe(e)}",
            MayRetry: RegistryErrors.MayPass(e)
        );

    private void Report(string line) => _registry.Options.Report?.Invoke(line);
}
