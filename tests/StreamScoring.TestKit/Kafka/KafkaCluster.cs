using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;

namespace StreamScoring.TestKit.Kafka;

/// <summary>
/// A cluster of 1 or 3 KRaft nodes on loopback, from any Apache Kafka distribution, which may be read-only. Nodes can be killed, stopped,
/// paused and started again
/// one by one; every process is ended by its own id.
/// </summary>
public sealed class KafkaCluster : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private readonly string _folder;
    private readonly List<KafkaNode> _nodes = [];

    private KafkaCluster(string folder) => _folder = folder;

    /// <summary>The nodes, the first at 0.</summary>
    public IReadOnlyList<KafkaNode> Nodes => _nodes;

    /// <summary>Where clients begin.</summary>
    public string Bootstrap => string.Join(',', _nodes.Select(n => $"127.0.0.1:{n.Port.ToString(CultureInfo.InvariantCulture)}"));

    /// <summary>Formats and starts a cluster, and waits until it answers. <paramref name="settings"/> are laid over those for tests.</summary>
    public static KafkaCluster Start(string home, int nodes, params IReadOnlyList<(string Key, string Value)> settings)
    {
        if (nodes is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(nodes), nodes, "a cluster has 1 or 3 nodes");
        AbandonedBrokers.End();
        var cluster = new KafkaCluster(Directory.CreateTempSubdirectory(AbandonedBrokers.FolderPrefix).FullName);
        try
        {
            cluster.Format(home, nodes, settings);
            foreach (var node in cluster._nodes)
                node.Start();
            cluster.WaitUntilReady();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Starts a node again, on its data, and waits until the whole cluster answers.</summary>
    public void Restart(KafkaNode node)
    {
        node.Stop();
        node.Start();
        WaitUntilReady();
    }

    /// <summary>Waits until every running node is known to the cluster.</summary>
    public void WaitUntilReady()
    {
        var running = _nodes.Where(n => n.IsRunning).ToList();
        using var admin = Admin();
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (running.Find(n => !n.IsRunning) is { } dead)
                throw new InvalidOperationException($"broker {dead.Id} ended: {dead.Output}");
            try
            {
                var known = admin.GetMetadata(TimeSpan.FromMilliseconds(500)).Brokers.Select(b => b.BrokerId).ToHashSet();
                if (running.TrueForAll(n => known.Contains(n.Id)))
                    return;
            }
            catch (KafkaException) { }

            if (TimeProvider.System.GetElapsedTime(started) > _patience)
                throw new InvalidOperationException($"the cluster did not answer in {_patience.TotalSeconds} s: {running[0].Output}");
        }
    }

    /// <summary>Waits until every replica of every partition has caught up.</summary>
    public void WaitUntilInSync()
    {
        using var admin = Admin();
        Patience.Until(
            () =>
            {
                try
                {
                    return admin
                        .GetMetadata(TimeSpan.FromSeconds(5))
                        .Topics.TrueForAll(t => t.Partitions.TrueForAll(p => p.InSyncReplicas.Length == p.Replicas.Length));
                }
                catch (KafkaException)
                {
                    return false;
                }
            },
            "all replicas to be in step",
            _patience,
            every: 200
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private IAdminClient Admin() =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Bootstrap, LogConnectionClose = false })
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();

    private void Format(string home, int count, IReadOnlyList<(string, string)> settings)
    {
        var ports = FreePorts(2 * count);
        var voters = string.Join(',', Enumerable.Range(1, count).Select(i => $"{Text(i)}@127.0.0.1:{Text(ports[count + i - 1])}"));
        // Without a minus, which the tool takes for an option when it comes first.
        var clusterId = Convert.ToBase64String(Guid.NewGuid().ToByteArray()).Replace('+', '_').Replace('/', '_').TrimEnd('=');
        for (var i = 1; i <= count; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, "node" + Text(i))).FullName;
            File.WriteAllLines(
                Path.Combine(folder, "server.properties"),
                NodeSettings.Of(i, count, folder, ports[i - 1], ports[count + i - 1], voters, settings)
            );
            _nodes.Add(new KafkaNode(home, i, folder, ports[i - 1]));
        }

        // In turn it would cost a start of Java each.
        Parallel.ForEach(_nodes, n => n.RunTool("kafka.tools.StorageTool", "format", "-t", clusterId, "-c", "server.properties"));
    }

    // Below the range from which the system takes ports for connections: a client that calls while its broker is down could be given the
    // broker's own port, and
    // would then talk to itself.
    private static List<int> FreePorts(int count)
    {
        var ports = new List<int>();
        while (ports.Count < count)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                if (!ports.Contains(port))
                    ports.Add(port);
            }
            catch (SocketException) { }
        }

        return ports;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
