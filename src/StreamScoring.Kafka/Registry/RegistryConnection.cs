using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Confluent.SchemaRegistry;

namespace StreamScoring.Kafka.Registry;

/// <summary>The official client of a schema registry, opened from its own settings. Shared by what reads and registers schemas; thread-safe.</summary>
public sealed class RegistryConnection : IDisposable
{
    private const string Url = "schema.registry.url";
    private const string Timeout = "schema.registry.request.timeout.ms";
    private const string Attempts = "schema.registry.max.retries";

    private const int DefaultTimeoutMs = 5_000;

    private static readonly string[] s_secretWords = ["password", "secret", "token", "user.info", "username"];

    private readonly string[] _secrets;
    private readonly ServerNames? _names;

    private RegistryConnection(RegistryOptions options, ISchemaRegistryClient client, string[] secrets, IReadOnlyList<string> addresses)
    {
        Options = options;
        Client = client;
        _secrets = secrets;
        _names = ServerNames.For(options.Settings, addresses, TimeSpan.FromMilliseconds(DefaultTimeoutMs));
        Address = string.Join(',', addresses);
        var scope = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', addresses.Order(StringComparer.Ordinal))));
        CacheFolder = options.CacheFolder is { } root ? Path.Combine(root, Convert.ToHexStringLower(scope.AsSpan(0, 8))) : null;
    }

    /// <summary>Where the registry is, as messages name it.</summary>
    public string Address { get; }

    internal RegistryOptions Options { get; }

    internal ISchemaRegistryClient Client { get; }

    /// <summary>This registry's own part of the cache folder; null when nothing is kept.</summary>
    internal string? CacheFolder { get; }

    /// <summary>
    /// Makes the client; nothing is sent yet. Throws <see cref="ArgumentException"/> naming the key when a setting is missing, unknown, or has a value that the client
    /// cannot use.
    /// </summary>
    public static RegistryConnection Open(RegistryOptions options)
    {
        var settings = options.Settings;
        var addresses = Addresses(settings.GetValueOrDefault(Url));
        if (
            settings.GetValueOrDefault(Attempts) is { } attempts
            && int.TryParse(attempts, CultureInfo.InvariantCulture, out var n)
            && n < 1
        )
            throw new ArgumentException($"{Attempts} must be 1 or more: the client counts attempts, the first one too");
        string[] secrets = [.. settings.Where(IsSecret).SelectMany(s => Forms(s.Value)).OrderByDescending(s => s.Length)];
        List<KeyValuePair<string, string>> all = [.. settings];
        if (!settings.ContainsKey(Timeout))
            all.Add(new(Timeout, DefaultTimeoutMs.ToString(CultureInfo.InvariantCulture)));
        if (!settings.ContainsKey(Attempts))
            all.Add(new(Attempts, "1"));
        try
        {
            return new RegistryConnection(options, new CachedSchemaRegistryClient(all), secrets, addresses);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The client throws whatever a bad value meets: format, overflow, missing certificate files.
            throw new ArgumentException($"the schema registry's settings cannot be used: {Redact(e.Message, secrets)}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    /// <summary>Must have ended well before the client is used. Throws <see cref="System.Security.Authentication.AuthenticationException"/> otherwise.</summary>
    internal Task CheckServersAsync() => _names?.CheckAsync() ?? Task.CompletedTask;

    /// <summary>What went wrong, in one short line without secrets.</summary>
    internal string Describe(Exception e)
    {
        var text = e switch
        {
            SchemaRegistryException { ErrorCode: <= 0, Status: HttpStatusCode.NotFound } =>
                $"HTTP 404 without an error code of the registry's API: does {Url} name the API's base, and does this registry have that request?",
            SchemaRegistryException { ErrorCode: <= 0 } s =>
                $"HTTP {(int)s.Status} {s.Status}, without an error code of the registry's API",
            SchemaRegistryException s => $"HTTP {(int)s.Status}, {s.Message}",
            _ => e.Message,
        };
        text = Redact(text.ReplaceLineEndings(" "), _secrets);
        return text.Length <= 300 ? text : text[..300] + "…";
    }

    private static List<string> Addresses(string? urls)
    {
        if (string.IsNullOrWhiteSpace(urls))
            throw new ArgumentException($"{Url} is missing: give the registry's address, with its path, e.g. http://registry:8081");
        var addresses = new List<string>();
        foreach (var url in urls.Split(','))
        {
            var full = url.StartsWith("http", StringComparison.Ordinal) ? url : "http://" + url;
            if (!Uri.TryCreate(full, UriKind.Absolute, out var address) || address.Host.Length == 0)
                throw new ArgumentException(
                    $"{Url} holds something that is no address; expected e.g. http://registry:8081, several separated by commas"
                );
            // The client would not use them, but print them in its messages.
            if (address.UserInfo.Length > 0)
                throw new ArgumentException($"{Url} holds a user name: credentials go to schema.registry.basic.auth.user.info");
            addresses.Add(address.GetLeftPart(UriPartial.Path).TrimEnd('/'));
        }

        return addresses;
    }

    private static bool IsSecret(KeyValuePair<string, string> setting) =>
        setting.Value.Length > 0
        && Array.Exists(s_secretWords, w => setting.Key.Contains(w, StringComparison.OrdinalIgnoreCase))
        && !setting.Key.Contains("endpoint", StringComparison.OrdinalIgnoreCase);

    private static string[] Forms(string secret)
    {
        var colon = secret.IndexOf(':', StringComparison.Ordinal);
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        return colon >= 0 && colon + 1 < secret.Length ? [secret, encoded, secret[(colon + 1)..]] : [secret, encoded];
    }

    private static string Redact(string text, string[] secrets)
    {
        foreach (var secret in secrets)
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }
}
