using Confluent.SchemaRegistry;
using StreamScoring.Events.Wire.Schemas;

namespace StreamScoring.Kafka.Registry;

/// <summary>Asks the registry for a schema and for all that it refers to.</summary>
internal sealed class SchemaLoader(RegistryConnection registry)
{
    private const int MaxReferences = 256;

    /// <summary>
    /// The schema, with the texts of what it refers to in the order in which they must be read. Throws what the client throws; a reference that cannot be had is an
    /// <see cref="InvalidDataException"/>, so that its "not found" is not taken for the schema's own.
    /// </summary>
    public async Task<WriterSchema> LoadAsync(SchemaKey key)
    {
        await registry.CheckServersAsync().ConfigureAwait(false);
        var name = key.ToString();
        var schema = key.IsGuid
            ? await registry.Client.GetSchemaByGuidAsync(name).ConfigureAwait(false)
            : await registry.Client.GetSchemaAsync(key.Id).ConfigureAwait(false);
        var texts = new List<string>();
        await CollectAsync(schema, texts, []).ConfigureAwait(false);
        return new WriterSchema(name, TypeOf(schema), schema.SchemaString ?? "", texts);
    }

    private async Task CollectAsync(Schema schema, List<string> texts, HashSet<(string Subject, int Version)> seen)
    {
        foreach (var reference in schema.References ?? [])
        {
            if (!seen.Add((reference.Subject, reference.Version)))
                continue;
            if (seen.Count > MaxReferences)
                throw new InvalidDataException($"the schema refers to more than {MaxReferences} others");
            var referred = await ReferredAsync(reference).ConfigureAwait(false);
            await CollectAsync(referred, texts, seen).ConfigureAwait(false);
            texts.Add(referred.SchemaString);
        }
    }

    private async Task<Schema> ReferredAsync(SchemaReference reference)
    {
        try
        {
            return await registry.Client.GetRegisteredSchemaAsync(reference.Subject, reference.Version).ConfigureAwait(false);
        }
        catch (SchemaRegistryException e)
        {
            throw new InvalidDataException(
                $"it refers to {reference.Name} in version {reference.Version} of subject '{reference.Subject}', which cannot be had: {e.Message}",
                e
            );
        }
    }

    private static string TypeOf(Schema schema)
    {
        try
        {
            return schema.SchemaType switch
            {
                SchemaType.Avro => "AVRO",
                SchemaType.Protobuf => "PROTOBUF",
                _ => "JSON",
            };
        }
        catch (InvalidOperationException)
        {
            // The client knows three types and throws at any other; the decoder will say that it cannot read it.
            return "unknown to this client";
        }
    }
}
