using StreamScoring.Cli.Commands;
using StreamScoring.Cli.Configuration;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Pipeline.Jsonl;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Cli.Running;

/// <summary>Scores a file into a file.</summary>
internal static class ScoreJob
{
    public static int Run(AppConfiguration config, JsonlFiles files, int partitions, OutputKind kind)
    {
        var settings = config.Pipeline with
        {
            Topics = config.Pipeline.Topics with
            {
                Events = Path.GetFileName(files.In),
                Rekeyed = "",
                Features = files.Features is null ? "" : "features",
            },
        };
        using var interruption = new Interruption();
        using var services = Services(config, interruption.Token);
        if (services is null)
            return interruption.Token.IsCancellationRequested ? ExitCode.FoundFaults : ExitCode.WrongUse;
        // Those of an earlier run would pass for this one's, which may have none.
        if (File.Exists(files.DeadLetters) && new FileInfo(files.DeadLetters).Length > 0)
            File.Delete(files.DeadLetters);
        var keys = new EventKeyReader(config.Limits, config.Identity);
        using var log = new JsonlLog(files, settings.Topics, partitions, keys.PartitionOf);
        var counts = new ScoreCounts(TimeProvider.System);
        var options = new PipelineOptions(settings, config.Group, Schemas(config), TimeProvider.System, counts)
        {
            Limits = config.Limits,
            Identity = config.Identity,
        };
        using (var host = new PipelineHost(log, new ActiveSets(new ActiveSet(services.Services, settings)), options))
        {
            try
            {
                host.StopAtEnd();
                host.Start();
                counts.ShowProgress(host, interruption.Token);
                host.Stop();
                host.Wait();
            }
            catch (Exception e) when (CommandLine.IsExpected(e))
            {
                Console.Error.WriteLine($"error: {CommandLine.Message(e)}; '{files.Out}' is incomplete");
                return ExitCode.FoundFaults;
            }
        }

        counts.Summarize(files, kind);
        if (!interruption.Token.IsCancellationRequested)
            return counts.Faults > 0 ? ExitCode.FoundFaults : ExitCode.Fine;
        Console.Error.WriteLine($"stopped: '{files.Out}' is incomplete");
        return ExitCode.FoundFaults;
    }

    /// <summary>Where Avro schemas are found.</summary>
    public static ISchemaSource Schemas(AppConfiguration config) =>
        config.Schemas.Length > 0 ? SchemaFolder.Open(config.Schemas) : new SchemaDictionary([]);

    private static LoadedServices? Services(AppConfiguration config, CancellationToken stop)
    {
        try
        {
            return ServiceLoader.Load(config, TimeProvider.System, stop, withRules: false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
