using DotNet.Testcontainers.Builders;
using Testcontainers.Kafka;

namespace StreamScoring.TestKit.Kafka;

/// <summary>A broker in a container, where a Docker engine answers. Not run here: this project's machines have no Docker.</summary>
internal sealed class ContainerBroker : IDisposable
{
    private const string Image = "apache/kafka:4.1.1";
    private readonly KafkaContainer _container;

    private ContainerBroker(KafkaContainer container) => _container = container;

    public string Bootstrap => _container.GetBootstrapAddress();

    /// <summary>Starts one; null where no engine answers.</summary>
    public static ContainerBroker? TryStart()
    {
        try
        {
            var container = new KafkaBuilder(Image)
                .WithEnvironment("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .WithEnvironment("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .WithEnvironment(
                    "KAFKA_LOG_MESSAGE_TIMESTAMP_AFTER_MAX_MS",
                    long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture)
                )
                .Build();
            container.StartAsync().GetAwaiter().GetResult();
            return new ContainerBroker(container);
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }

    public void Dispose() => _container.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
