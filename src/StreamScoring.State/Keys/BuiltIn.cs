using System.Security.Cryptography;
using System.Text;

namespace StreamScoring.State.Keys;

/// <summary>Definitions that no graph makes.</summary>
internal static class BuiltIn
{
    public static StateDefinition Define(string kind) =>
        new(kind, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"streamscoring.state/{kind}"))));
}
