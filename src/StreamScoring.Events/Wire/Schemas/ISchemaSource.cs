namespace StreamScoring.Events.Wire.Schemas;

/// <summary>
/// Where writer schemas come from: a folder, a dictionary in the process, a schema registry. Shared by all lanes; an answer that is held takes no lock and
/// allocates nothing. Neither method throws or waits on a hit; a source that has to ask outside answers <see cref="SchemaLookup.Unavailable"/> when it cannot.
/// </summary>
public interface ISchemaSource
{
    /// <summary>Looks a schema up by its 32-bit registry id. <paramref name="schema"/> is set when the answer is <see cref="SchemaLookup.Found"/>.</summary>
    SchemaLookup TryGet(int id, out WriterSchema schema);

    /// <summary>Looks a schema up by its global id. <paramref name="schema"/> is set when the answer is <see cref="SchemaLookup.Found"/>.</summary>
    SchemaLookup TryGet(Guid guid, out WriterSchema schema);
}

/// <summary>What a schema source answers.</summary>
public enum SchemaLookup : byte
{
    /// <summary>Here it is.</summary>
    Found,

    /// <summary>There is no such schema: the event goes to the dead letters.</summary>
    Unknown,

    /// <summary>The source cannot tell now: wait and ask again, the event may be perfectly good.</summary>
    Unavailable,
}
