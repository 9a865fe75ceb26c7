using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace StreamScoring.Kafka.Registry;

/// <summary>
/// One kept answer: a JSON object that begins with its format's <c>version</c> and ends with a digest of its texts, written beside and moved into place,
/// so that a reader finds the old file or the new one, never half of it.
/// </summary>
internal static class CacheFile
{
    public const int Version = 1;
    private const long MaxBytes = 32 << 20;

    /// <summary>Writes a file. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    public static void Write(string path, Action<Utf8JsonWriter> members, IEnumerable<string> digested)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Workers share the folder: a name of this process's and this file's own.
        var beside = $"{path}.{Environment.ProcessId}.tmp";
        using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
            {
                json.WriteStartObject();
                json.WriteNumber("version", Version);
                members(json);
                json.WriteString("sha256", Digest(digested));
                json.WriteEndObject();
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>
    /// Reads a file; null when there is none. Throws <see cref="InvalidDataException"/> when it is of another version, broken, or larger than 32 MiB.
    /// </summary>
    public static T? Read<T>(string path, Func<JsonElement, (T Value, IEnumerable<string> Digested)> members)
        where T : class
    {
        byte[] bytes;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
                throw new InvalidDataException($"'{path}' is larger than {MaxBytes} bytes");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            var version = document.RootElement.GetProperty("version").GetInt32();
            if (version != Version)
                throw new InvalidDataException($"'{path}' is of format version {version}, this build reads {Version}");
            var (value, digested) = members(document.RootElement);
            if (document.RootElement.GetProperty("sha256").GetString() != Digest(digested))
                throw new InvalidDataException($"'{path}' is damaged: its digest does not fit its content");
            return value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"'{path}' is damaged: {e.Message}", e);
        }
    }

    private static string Digest(IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
