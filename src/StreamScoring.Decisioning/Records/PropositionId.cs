using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace StreamScoring.Decisioning.Records;

/// <summary>The ids of decisions: a function of event, placement and rule set, so that deciding again gives the same, and what comes back as feedback can be found.</summary>
public static class PropositionId
{
    /// <summary>The length of an id: hexadecimal digits.</summary>
    public const int Length = 32;

    /// <summary>Writes the id, <see cref="Length"/> bytes of ASCII.</summary>
    /// <param name="target">Takes it.</param>
    /// <param name="eventId">The event's id, UTF-8, as in <see cref="RecordHead.EventId"/>.</param>
    /// <param name="placement">The placement's id, UTF-8.</param>
    /// <param name="ruleSetHash">Hash of the rule set, UTF-8.</param>
    public static void Write(Span<byte> target, ReadOnlySpan<byte> eventId, ReadOnlySpan<byte> placement, ReadOnlySpan<byte> ruleSetHash)
    {
        var length = eventId.Length + placement.Length + ruleSetHash.Length + 2;
        byte[]? rented = null;
        var all = length <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(length);
        // Neither placements nor hashes hold a line break, so no two triples read alike.
        ruleSetHash.CopyTo(all);
        all[ruleSetHash.Length] = (byte)'\n';
        placement.CopyTo(all[(ruleSetHash.Length + 1)..]);
        all[ruleSetHash.Length + 1 + placement.Length] = (byte)'\n';
        eventId.CopyTo(all[(ruleSetHash.Length + placement.Length + 2)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(all[..length], hash);
        Convert.TryToHexStringLower(hash[..(Length / 2)], target[..Length], out _);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>The id as text.</summary>
    public static string Of(string eventId, string placement, string ruleSetHash)
    {
        Span<byte> id = stackalloc byte[Length];
        Write(id, Encoding.UTF8.GetBytes(eventId), Encoding.UTF8.GetBytes(placement), Encoding.UTF8.GetBytes(ruleSetHash));
        return Encoding.ASCII.GetString(id);
    }
}
