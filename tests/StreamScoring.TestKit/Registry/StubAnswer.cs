using System.Text.Json;

namespace StreamScoring.TestKit.Registry;

/// <summary>What a <see cref="StubRegistry"/> answers.</summary>
public sealed record StubAnswer(int Status, string Body)
{
    /// <summary>Takes the request and never answers.</summary>
    public static StubAnswer Hang { get; } = new(200, "{}") { Hangs = true };

    public bool Hangs { get; private init; }

    /// <summary>An error with a code of the registry's API.</summary>
    public static StubAnswer Error(int status, int code, string message) =>
        new(status, JsonSerializer.Serialize(new { error_code = code, message }));

    /// <summary>A schema as <c>/schemas/ids/ID</c> gives it.</summary>
    public static StubAnswer Schema(string schema, params (string Name, string Subject, int Version)[] references) =>
        Json(
            new
            {
                schema,
                references = references.Select(r => new
                {
                    name = r.Name,
                    subject = r.Subject,
                    version = r.Version,
                }),
            }
        );

    /// <summary>Any JSON with status 200.</summary>
    public static StubAnswer Json(object body) => new(200, JsonSerializer.Serialize(body));
}
