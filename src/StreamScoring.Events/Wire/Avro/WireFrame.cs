using System.Buffers.Binary;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>Where a message says which schema it was written with: Confluent's wire format.</summary>
internal readonly ref struct WireFrame
{
    private const int IdBytes = 1 + sizeof(int);
    private const int GuidBytes = 1 + 16;

    private WireFrame(bool isGuid, int id, Guid guid, ReadOnlySpan<byte> body)
    {
        IsGuid = isGuid;
        Id = id;
        Guid = guid;
        Body = body;
    }

    /// <summary>Whether <see cref="Guid"/> is the id, else <see cref="Id"/>.</summary>
    public bool IsGuid { get; }

    public int Id { get; }

    public Guid Guid { get; }

    /// <summary>The datum.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>
    /// Reads the id from the header when there is one (the payload is then all datum), else from before the datum: byte 0 and a big-endian int32, or byte 1 and the
    /// 16 bytes of a guid. On failure <paramref name="error"/> says what is missing.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> header, out WireFrame frame, out string error)
    {
        error = "";
        var inHeader = !header.IsEmpty;
        var source = inHeader ? header : payload;
        if (source.Length >= IdBytes && source[0] == 0 && (!inHeader || source.Length == IdBytes))
        {
            frame = new WireFrame(
                false,
                BinaryPrimitives.ReadInt32BigEndian(source[1..]),
                default,
                inHeader ? payload : payload[IdBytes..]
            );
            return true;
        }

        if (source.Length >= GuidBytes && source[0] == 1 && (!inHeader || source.Length == GuidBytes))
        {
            frame = new WireFrame(true, 0, new Guid(source.Slice(1, 16), bigEndian: true), inHeader ? payload : payload[GuidBytes..]);
            return true;
        }

        frame = default;
        error = inHeader
            ? "the schema id header is neither byte 0 with a 4-byte id nor byte 1 with a 16-byte guid"
            : "the payload begins neither with byte 0 and a 4-byte schema id nor with byte 1 and a 16-byte guid";
        return false;
    }
}
