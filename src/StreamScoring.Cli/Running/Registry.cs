using StreamScoring.Cli.Configuration;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Kafka.Registry;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Running;

/// <summary>The configured schema registry, opened.</summary>
internal sealed class Registry : IDisposable
{
    private readonly RegistryConnection _connection;
    private readonly RegistrySchemaSource _source;

    private Registry(RegistryConnection connection)
    {
        _connection = connection;
        _source = new RegistrySchemaSource(connection);
    }

    /// <summary>Writer schemas, also while the registry is away.</summary>
    public ISchemaSource Schemas => _source;

    /// <summary>The client, for what writes.</summary>
    public RegistryConnection Connection => _connection;

    /// <summary>What is wrong with it now; null when its last answers were well.</summary>
    public string? Problem => _source.Problem;

    /// <summary>The registry, or null when none is configured. Throws <see cref="ArgumentException"/> naming a setting that the client cannot use.</summary>
    public static Registry? Open(AppConfiguration config, Action<string> report)
    {
        if (config.Registry.Url.Length == 0)
            return null;
        var settings = new SortedDictionary<string, string>(
            config.Registry.Settings.ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal
        )
        {
            ["schema.registry.url"] = config.Registry.Url,
        };
        return new Registry(
            RegistryConnection.Open(
                new RegistryOptions(settings, TimeProvider.System) { CacheFolder = CacheFolder(config), Report = report }
            )
        );
    }

    /// <summary>Where Avro schemas come from: the registry where there is one, else the folder, else nowhere.</summary>
    public static ISchemaSource SchemasOf(AppConfiguration config, Registry? registry) => registry?.Schemas ?? ScoreJob.Schemas(config);

    /// <summary>
    /// The settings under which scores are written: Avro with the registry's id where there is a registry and nobody chose otherwise. Waits for a registry that is away;
    /// null after saying why nothing can be written. Throws <see cref="OperationCanceledException"/> when stopped.
    /// </summary>
    public PipelineSettings? ForScores(AppConfiguration config, Action<string> report, CancellationToken stop)
    {
        if (config.IsFormatChosen && config.Pipeline.Format == RecordFormat.Json)
            return config.Pipeline;
        var registration = new ScoreSchemaRegistration(
            _connection,
            new ScoreSchemaOptions(config.Pipeline.Topics.Scores)
            {
                Strategy = config.Registry.SubjectStrategy,
                AutoRegister = config.Registry.AutoRegister,
            }
        );
        while (true)
        {
            var found = registration.ResolveAsync(stop).GetAwaiter().GetResult();
            if (found.Id is { } id)
                return config.Pipeline with { Format = RecordFormat.Avro, ScoreSchemaId = id };
            report(found.Problem!);
            if (!found.MayRetry)
                return null;
            stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(config.Pipeline.RetryDelayMs));
            stop.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
        _source.Dispose();
        _connection.Dispose();
    }

    private static string? CacheFolder(AppConfiguration config)
    {
        if (config.Registry.CachePath.Length > 0)
            return config.Registry.CachePath;
        var own = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return own.Length > 0 ? Path.Combine(own, "streamscoring", "registry") : null;
    }
}
