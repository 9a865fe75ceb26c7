using StreamScoring.Events.Wire.Schemas;

namespace StreamScoring.Kafka.Registry;

/// <summary>
/// What is known of a registry at one moment. Immutable: a new answer makes a new one, so that readers need no lock. Both lists are bounded, the oldest go first.
/// </summary>
internal sealed class HeldSchemas
{
    // Ids that nobody registered: a few are normal, thousands are somebody's mistake or attack.
    private const int MaxUnknown = 4_096;

    public static readonly HeldSchemas None = new([], [], [], []);

    private readonly Dictionary<int, WriterSchema> _byId;
    private readonly Dictionary<Guid, WriterSchema> _byGuid;
    private readonly SchemaKey[] _order;
    private readonly Dictionary<SchemaKey, long> _unknown;

    private HeldSchemas(
        Dictionary<int, WriterSchema> byId,
        Dictionary<Guid, WriterSchema> byGuid,
        SchemaKey[] order,
        Dictionary<SchemaKey, long> unknown
    )
    {
        _byId = byId;
        _byGuid = byGuid;
        _order = order;
        _unknown = unknown;
    }

    public int Count => _order.Length;

    public bool TryGet(int id, out WriterSchema schema) => _byId.TryGetValue(id, out schema!);

    public bool TryGet(Guid guid, out WriterSchema schema) => _byGuid.TryGetValue(guid, out schema!);

    public bool TryGet(SchemaKey key, out WriterSchema schema) => key.IsGuid ? TryGet(key.Guid, out schema) : TryGet(key.Id, out schema);

    /// <summary>Whether the registry said that there is no such schema; <paramref name="since"/> is the clock's timestamp then.</summary>
    public bool IsUnknown(SchemaKey key, out long since) => _unknown.TryGetValue(key, out since);

    /// <summary>With these schemas too, or in the place of those held under the same keys.</summary>
    public HeldSchemas With(IEnumerable<KeyValuePair<SchemaKey, WriterSchema>> found, int max)
    {
        var byId = new Dictionary<int, WriterSchema>(_byId);
        var byGuid = new Dictionary<Guid, WriterSchema>(_byGuid);
        var unknown = new Dictionary<SchemaKey, long>(_unknown);
        List<SchemaKey> order = [.. _order];
        foreach (var (key, schema) in found)
        {
            unknown.Remove(key);
            if (!TryGet(key, out _))
                order.Add(key);
            if (key.IsGuid)
                byGuid[key.Guid] = schema;
            else
                byId[key.Id] = schema;
        }

        for (; order.Count > max; order.RemoveAt(0))
        {
            if (order[0].IsGuid)
                byGuid.Remove(order[0].Guid);
            else
                byId.Remove(order[0].Id);
        }

        return new HeldSchemas(byId, byGuid, [.. order], unknown);
    }

    /// <summary>With the answer that there is no such schema.</summary>
    public HeldSchemas WithUnknown(SchemaKey key, long now)
    {
        var unknown = new Dictionary<SchemaKey, long>(_unknown);
        if (unknown.Count >= MaxUnknown && !unknown.ContainsKey(key))
            unknown.Remove(unknown.MinBy(u => u.Value).Key);
        unknown[key] = now;
        return new HeldSchemas(_byId, _byGuid, _order, unknown);
    }
}
