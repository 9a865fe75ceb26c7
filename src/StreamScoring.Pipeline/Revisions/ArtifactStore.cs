using System.Security.Cryptography;

namespace StreamScoring.Pipeline.Revisions;

/// <summary>What an artifact is; each kind has a folder.</summary>
public enum ArtifactKind : byte
{
    /// <summary>A graph document in canonical form, with models by hash.</summary>
    Graph,

    /// <summary>An ONNX model.</summary>
    Model,

    /// <summary>An active set: which services with which graphs.</summary>
    ActiveSet,

    /// <summary>A rule set in canonical form, with tables' files by hash.</summary>
    RuleSet,

    /// <summary>The file of a lookup table, JSON lines.</summary>
    Table,
}

/// <summary>
/// Revisions by content hash in a folder that every worker sees. An artifact never changes; writing it twice is writing it once. A file whose bytes do not give
/// its name is not there.
/// </summary>
public sealed class ArtifactStore(string folder)
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>Keeps bytes and returns their <c>sha256:</c> name. Throws <see cref="IOException"/> when they cannot be written.</summary>
    public string Put(ArtifactKind kind, ReadOnlySpan<byte> content)
    {
        var hash = HashOf(content);
        var path = PathOf(kind, hash);
        if (TryRead(kind, hash) is not null)
            return hash;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Another process may write the same; whichever renames last replaces equal bytes by equal bytes.
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllBytes(temporary, content.ToArray());
        File.Move(temporary, path, overwrite: true);
        return hash;
    }

    /// <summary>The bytes of an artifact, or null when the folder has none of that hash.</summary>
    public byte[]? TryRead(ArtifactKind kind, string hash)
    {
        var path = PathOf(kind, hash);
        if (!File.Exists(path))
            return null;
        var content = File.ReadAllBytes(path);
        return string.Equals(HashOf(content), hash, StringComparison.Ordinal) ? content : null;
    }

    /// <summary>Where an artifact is kept, whether it is there or not. Throws <see cref="ArgumentException"/> when <paramref name="hash"/> is no hash.</summary>
    public string PathOf(ArtifactKind kind, string hash)
    {
        const string prefix = "sha256:";
        if (
            hash.Length != prefix.Length + 64
            || !hash.StartsWith(prefix, StringComparison.Ordinal)
            || hash.AsSpan(prefix.Length).ContainsAnyExcept("0123456789abcdef")
        )
            throw new ArgumentException($"'{hash}' is no content hash (sha256: and 64 hexadecimal digits)", nameof(hash));
        var (name, extension) = kind switch
        {
            ArtifactKind.Graph => ("graphs", ".json"),
            ArtifactKind.Model => ("models", ".onnx"),
            ArtifactKind.ActiveSet => ("sets", ".json"),
            ArtifactKind.RuleSet => ("rules", ".json"),
            ArtifactKind.Table => ("tables", ".jsonl"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind of artifact"),
        };
        return Path.Combine(Folder, name, hash[prefix.Length..] + extension);
    }

    /// <summary><c>sha256:</c> and the lower-case hash of the bytes.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
