using StreamScoring.Cli.Configuration;
using StreamScoring.EmbeddedLog;
using StreamScoring.Kafka;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Running;

/// <summary>The log that a verb works on: the Kafka cluster where one is named, else the embedded log.</summary>
internal sealed class OpenLog : IDisposable
{
    private OpenLog(ILog log, string place)
    {
        Log = log;
        Place = place;
    }

    public ILog Log { get; }

    /// <summary>How messages name it.</summary>
    public string Place { get; }

    public KafkaLog? Cluster => Log as KafkaLog;

    public EmbeddedLog.EmbeddedLog? Embedded => Log as EmbeddedLog.EmbeddedLog;

    /// <summary>All topics by name, with their partitions.</summary>
    public IReadOnlyList<(string Name, int Partitions)> Topics() => Cluster?.Topics() ?? Embedded!.Topics();

    /// <summary>Opens it. A folder named by <paramref name="folder"/> goes over a cluster in the configuration. A process that holds the embedded log writes for this one.</summary>
    public static OpenLog Open(AppConfiguration config, string? folder, bool writes)
    {
        if (folder is null && config.KafkaBootstrap.Length > 0)
            return new OpenLog(Running.Cluster.Open(config, Delivery.AtLeastOnce)!, config.KafkaBootstrap);
        var time = TimeProvider.System;
        return new OpenLog(
            writes
                ? EmbeddedLog.EmbeddedLog.OpenOrShare(new EmbeddedLogOptions(config.LogPath), time)
                : EmbeddedLog.EmbeddedLog.OpenReadOnly(config.LogPath, time),
            config.LogPath
        );
    }

    public void Dispose() => Log.Dispose();
}
