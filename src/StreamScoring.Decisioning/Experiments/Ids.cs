using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace StreamScoring.Decisioning.Experiments;

/// <summary>Names as 8 bytes, for state: the first of the name's SHA-256, so that revisions and machines agree.</summary>
public static class Ids
{
    /// <summary>The id of a name. Never 0. Two names of one rule set with the same id are refused where the rule set is planned.</summary>
    public static ulong Of(string name)
    {
        var id = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        return id == 0 ? 1 : id;
    }
}
