using System.Buffers.Binary;
using StreamScoring.Decisioning.Experiments;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Tables;

/// <summary>
/// How far a lane has read the topics of its lookup tables, kept as state under a key that no identity can have, so that it commits together with what was decided by them:
/// per table and partition of its topic 20 bytes (the table 8, the partition 4, the offset to go on at 8).
/// </summary>
public sealed class TableMarks(StateLayout layout)
{
    private const int EntryBytes = 20;
    private readonly int _slot = layout.SlotOf(Definition);

    /// <summary>The definition; the same for all rule sets.</summary>
    public static StateDefinition Definition { get; } =
        new("tables", Sections.HashOf("table offsets"))
        {
            Check = s => s.Length % EntryBytes == 0 ? null : "does not have 20 bytes a table's partition",
        };

    private static ReadOnlySpan<byte> Key => "\0tables"u8;

    /// <summary>The offset to go on at; 0 when nothing was read.</summary>
    public long OffsetOf(KeyedState state, LookupTable table, int partition)
    {
        var section = state.Read(state.Find(Key), _slot);
        var at = Find(section, IdOf(table), partition);
        return at < 0 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(section[(at + 12)..]);
    }

    /// <summary>Sets the offset to go on at.</summary>
    public void Set(KeyedState state, LookupTable table, int partition, long offset)
    {
        var entry = state.Open(Key);
        var id = IdOf(table);
        var length = state.Read(entry, _slot).Length;
        var at = Find(state.Read(entry, _slot), id, partition);
        var section = state.Write(entry, _slot, at < 0 ? length + EntryBytes : length);
        if (at < 0)
            at = length;
        BinaryPrimitives.WriteUInt64LittleEndian(section[at..], id);
        BinaryPrimitives.WriteInt32LittleEndian(section[(at + 8)..], partition);
        BinaryPrimitives.WriteInt64LittleEndian(section[(at + 12)..], offset);
    }

    // Another topic or key makes another table of the same name.
    private static ulong IdOf(LookupTable table) => Ids.Of($"{table.Name}\0{table.Topic}\0{table.Key}");

    private static int Find(ReadOnlySpan<byte> section, ulong id, int partition)
    {
        for (var at = 0; at < section.Length; at += EntryBytes)
        {
            if (
                BinaryPrimitives.ReadUInt64LittleEndian(section[at..]) == id
                && BinaryPrimitives.ReadInt32LittleEndian(section[(at + 8)..]) == partition
            )
                return at;
        }

        return -1;
    }
}
