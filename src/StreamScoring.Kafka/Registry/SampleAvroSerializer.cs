using Avro.Generic;
using Confluent.Kafka;
using Confluent.SchemaRegistry;
using Confluent.SchemaRegistry.Serdes;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Registry;

/// <summary>
/// Turns JSON events into Avro with the official serializer, so that sample topics look as any Confluent client's. For the sample producer and tests: it takes
/// microseconds and kilobytes an event. Not thread-safe.
/// </summary>
public sealed class SampleAvroSerializer
{
    private readonly RegistryConnection _registry;
    private readonly GenericRecordReader _reader;
    private readonly AvroSerializer<GenericRecord> _serializer;
    private readonly string _topic;

    /// <summary>For a topic; subjects are named after it (<c>TOPIC-value</c>).</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="topic">Where the events will be sent.</param>
    /// <param name="autoRegister">Whether the schema is registered when it is missing; otherwise it must be there.</param>
    /// <param name="schema">The Avro schema of the events, a record; null for that of the bundled sample (<c>schemas/luma.events.v1.avsc</c>).</param>
    /// <exception cref="ArgumentException">The schema is no Avro record.</exception>
    public SampleAvroSerializer(RegistryConnection registry, string topic, bool autoRegister, string? schema = null)
    {
        _registry = registry;
        _topic = topic;
        _reader = new GenericRecordReader(schema ?? SchemaResource.Read("luma.events.v1.avsc"));
        var config = new AvroSerializerConfig
        {
            AutoRegisterSchemas = autoRegister,
            // The default asks for associations first, which registries other than Confluent's do not know.
            SubjectNameStrategy = SubjectNameStrategy.Topic,
        };
        _serializer = new AvroSerializer<GenericRecord>(registry.Client, config);
    }

    /// <summary>
    /// The record's value: byte 0, the schema's id, the datum. Properties that the schema lacks are left out. Throws <see cref="InvalidDataException"/> naming the
    /// path when the event does not fit the schema, and what the registry's client throws when the schema is missing or the registry away.
    /// </summary>
    public Task<byte[]> SerializeAsync(ReadOnlyMemory<byte> json) =>
        _serializer.SerializeAsync(_reader.Read(json), new SerializationContext(MessageComponentType.Value, _topic));

    /// <summary>
    /// As <see cref="SerializeAsync"/>, but what the registry's client throws becomes a <see cref="LogException"/> that says what was wrong, without secrets.
    /// </summary>
    public byte[] Serialize(ReadOnlyMemory<byte> json)
    {
        try
        {
            return SerializeAsync(json).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not InvalidDataException)
        {
            var what =
                RegistryErrors.Says(e, RegistryErrors.SubjectNotFound) || RegistryErrors.Says(e, RegistryErrors.SchemaNotFound)
                    ? $"the events' schema is not registered under subject '{_topic}-value' in {_registry.Address}: register it, or allow it (registry.autoRegister)"
                    : $"schema registry {_registry.Address}: {_registry.Describe(e)}";
            // The cause is left out: its message may carry what was just taken away.
            throw new LogException(what);
        }
    }
}
