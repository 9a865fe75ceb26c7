using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.SerDes;
using Streamiz.Kafka.Net.Stream;
using Streamiz.Kafka.Net.Table;
using StreamScoring.Benchmarks.Cluster.Jobs;
using StreamScoring.Benchmarks.Cluster.Workers;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Benchmarks.Cluster.Rival;

/// <summary>The same jobs as a Streamiz application, its settings at their best.</summary>
internal sealed class StreamizContender : Contender
{
    private const int CommitIntervalMs = 50;
    private const int LazyCommitIntervalMs = 1_000;
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(2);
    private readonly Engagement _engagement;
    private readonly InferenceSession? _session;
    private readonly ThreadLocal<RivalModel> _models;

    public StreamizContender(Engagement engagement)
    {
        _engagement = engagement;
        _session = engagement.Job == ClusterJob.VisitorCount ? null : RivalModel.Open(engagement.Job);
        _models = new ThreadLocal<RivalModel>(() => new RivalModel(_session!, engagement.Job), trackAllValues: true);
    }

    public override LapCost Run(Lap lap, CancellationToken stop)
    {
        var meter = new LapMeter(lap.Events);
        var config = Configure(lap.Group);
        using var stream = new KafkaStream(Build(lap, meter), config);
        // Without the token: it would close the stream once more than the disposal does, which throws.
        stream.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        var isThrough = meter.Wait(lap.Events < 0 ? Timeout.InfiniteTimeSpan : _longest, stop);
        return isThrough || lap.Events < 0 ? meter.End() : throw new TimeoutException($"{_engagement}: the lap did not end");
    }

    public override void Dispose()
    {
        foreach (var model in _models.Values)
            model.Dispose();
        _models.Dispose();
        _session?.Dispose();
    }

    private Topology Build(Lap lap, LapMeter meter)
    {
        var builder = new StreamBuilder();
        var bytes = new ByteArraySerDes();
        var events = builder.Stream(lap.Input, bytes, bytes);
        if (_session is not null)
        {
            events.MapValues((value, _) => Counted(_models.Value!.Score(value), meter)).To(lap.Output, bytes, bytes);
            return builder.Build();
        }

        events
            .GroupByKey<ByteArraySerDes, ByteArraySerDes>()
            .Count(InMemory.As<byte[], long, ByteArraySerDes, Int64SerDes>("counts"))
            .ToStream()
            .MapValues((count, _) => Counted(Encoding.UTF8.GetBytes($"{{\"events\":{count}}}"), meter))
            .To(lap.Output, bytes, bytes);
        return builder.Build();
    }

    private static byte[] Counted(byte[] value, LapMeter meter)
    {
        meter.Begin(1);
        // Before its commit: what a commit costs after the last event is not held against it.
        meter.Through(1);
        return value;
    }

    private StreamConfig<ByteArraySerDes, ByteArraySerDes> Configure(string group)
    {
        var isOnce = _engagement.Delivery == Delivery.ExactlyOnce;
        var config = new StreamConfig<ByteArraySerDes, ByteArraySerDes>
        {
            ApplicationId = group,
            BootstrapServers = _engagement.Bootstrap,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            Guarantee = isOnce ? ProcessingGuarantee.EXACTLY_ONCE : ProcessingGuarantee.AT_LEAST_ONCE,
            NumStreamThreads = _engagement.Threads,
            PollMs = 5,
            MaxPollRecords = 5_000,
            LingerMs = 5,
            BatchSize = 1 << 20,
            FetchWaitMaxMs = 10,
            QueuedMinMessages = 100_000,
            Logger = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Warning).AddConsole()),
        };
        // After the guarantee, which sets it.
        config.CommitIntervalMs = isOnce ? CommitIntervalMs : LazyCommitIntervalMs;
        return config;
    }
}
