namespace StreamScoring.Events.Wire.Avro;

/// <summary>The blocks in which arrays and maps are written.</summary>
internal static class Blocks
{
    /// <summary>
    /// Reads the count of a block, 0 at the end; the place after it, or a <see cref="Failure"/>. A block's size in bytes is read over: going by it would let
    /// broken items pass unseen.
    /// </summary>
    public static int ReadCount(ReadOnlySpan<byte> data, int at, out long count)
    {
        at = Varint.Read(data, at, out count);
        if (at < 0)
            return (int)Failure.BadInteger;
        if (count >= 0)
            return at;
        if (count == long.MinValue)
            return (int)Failure.BadCount;
        count = -count;
        at = Varint.Read(data, at, out var size);
        if (at < 0)
            return (int)Failure.BadInteger;
        return size >= 0 ? at : (int)Failure.BadLength;
    }
}
