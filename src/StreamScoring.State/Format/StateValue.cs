using System.Buffers.Binary;

namespace StreamScoring.State.Format;

/// <summary>
/// The binary format of one key's value, version 1, little endian: version (1 byte), 0 (1 byte), the number of sections (2 bytes); per section, in ascending
/// order of the prefix, the definition's hash prefix (8 bytes) and the end of its payload (4 bytes, counted from the first payload); the payloads.
/// A value without sections is empty: no bytes at all.
/// </summary>
internal static class StateValue
{
    public const byte Version = 1;
    public const int HeaderBytes = 4;
    public const int EntryBytes = 12;

    public static int Count(ReadOnlySpan<byte> value) => value.IsEmpty ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(value[2..]);

    public static void SetHeader(Span<byte> value, int count)
    {
        value[0] = Version;
        value[1] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(value[2..], (ushort)count);
    }

    public static ulong Prefix(ReadOnlySpan<byte> value, int index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(value[(HeaderBytes + (index * EntryBytes))..]);

    public static void SetPrefix(Span<byte> value, int index, ulong prefix) =>
        BinaryPrimitives.WriteUInt64LittleEndian(value[(HeaderBytes + (index * EntryBytes))..], prefix);

    /// <summary>The end of a payload, from the first payload; of index -1, 0.</summary>
    public static int End(ReadOnlySpan<byte> value, int index) =>
        index < 0 ? 0 : (int)BinaryPrimitives.ReadUInt32LittleEndian(value[(HeaderBytes + (index * EntryBytes) + 8)..]);

    public static void SetEnd(Span<byte> value, int index, int end) =>
        BinaryPrimitives.WriteUInt32LittleEndian(value[(HeaderBytes + (index * EntryBytes) + 8)..], (uint)end);

    /// <summary>The index of a section, or the complement of where it would stand. <paramref name="guess"/> is looked at first.</summary>
    public static int Find(ReadOnlySpan<byte> value, ulong prefix, int guess)
    {
        var count = Count(value);
        if (guess < count && Prefix(value, guess) == prefix)
            return guess;
        int low = 0,
            high = count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            var found = Prefix(value, middle);
            if (found == prefix)
                return middle;
            if (found < prefix)
                low = middle + 1;
            else
                high = middle;
        }

        return ~low;
    }

    /// <summary>The payload of a section.</summary>
    public static ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> value, int index)
    {
        var first = HeaderBytes + (Count(value) * EntryBytes);
        var start = End(value, index - 1);
        return value.Slice(first + start, End(value, index) - start);
    }
}
