using System.Security.Cryptography;
using System.Text;

namespace StreamScoring.Kafka.Registry;

/// <summary>The id of the score records' schema, kept on disk for a start without the registry. One file per subject and schema text.</summary>
internal sealed class ScoreIdFile(string folder, string subject, string schema)
{
    private readonly string _path = Path.Combine(folder, $"score-{Name(subject, schema)}.json");

    /// <summary>The kept id; null when there is none. Throws as <see cref="CacheFile.Read{T}"/> does.</summary>
    public int? Read() =>
        CacheFile
            .Read(
                _path,
                json =>
                {
                    var id = json.GetProperty("id").GetInt32();
                    return (new Kept(id), Digested(id));
                }
            )
            ?.Id;

    /// <summary>Keeps the id. Throws as <see cref="CacheFile.Write"/> does.</summary>
    public void Write(int id) =>
        CacheFile.Write(
            _path,
            json =>
            {
                json.WriteString("subject", subject);
                json.WriteNumber("id", id);
            },
            Digested(id)
        );

    private IEnumerable<string> Digested(int id) => [subject, schema, SchemaKey.Of(id).ToString()];

    private static string Name(string subject, string schema) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{subject}\n{schema}")).AsSpan(0, 8));

    private sealed record Kept(int Id);
}
