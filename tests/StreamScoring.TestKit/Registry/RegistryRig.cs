using System.Collections.Concurrent;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Kafka.Registry;
using Xunit;

namespace StreamScoring.TestKit.Registry;

/// <summary>A registry's client and schema source as a worker has them, with what they reported.</summary>
public sealed class RegistryRig : IDisposable
{
    private readonly ConcurrentQueue<string> _reports = new();

    public RegistryRig(string url, TimeProvider? clock = null, string? cache = null, params (string Key, string Value)[] settings)
    {
        var all = settings.ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
        all["schema.registry.url"] = url;
        Connection = RegistryConnection.Open(
            new RegistryOptions(all, clock ?? TimeProvider.System)
            {
                CacheFolder = cache,
                UnknownExpiryMs = 30_000,
                Report = _reports.Enqueue,
            }
        );
        Source = new RegistrySchemaSource(Connection);
    }

    public RegistryConnection Connection { get; }

    public RegistrySchemaSource Source { get; }

    public IReadOnlyCollection<string> Reports => _reports;

    /// <summary>Waits for something that happens in the background; fails after a minute.</summary>
    public static void Wait(Func<bool> happened, string what) =>
        Assert.True(SpinWait.SpinUntil(happened, TimeSpan.FromMinutes(1)), $"a minute has passed without {what}");

    /// <summary>Asks as a lane does, again and again, until the answer is another than "unavailable".</summary>
    public SchemaLookup Ask(int id, out WriterSchema schema)
    {
        var (answer, found) = (SchemaLookup.Unavailable, default(WriterSchema)!);
        Wait(
            () => (answer = Source.TryGet(id, out found)) != SchemaLookup.Unavailable,
            $"an answer for schema {id}; reports: {string.Join(" | ", _reports)}"
        );
        schema = found;
        return answer;
    }

    /// <summary>As <see cref="Ask(int, out WriterSchema)"/>, by guid.</summary>
    public SchemaLookup Ask(Guid guid, out WriterSchema schema)
    {
        var (answer, found) = (SchemaLookup.Unavailable, default(WriterSchema)!);
        Wait(() => (answer = Source.TryGet(guid, out found)) != SchemaLookup.Unavailable, $"an answer for schema {guid}");
        schema = found;
        return answer;
    }

    public void Dispose()
    {
        Source.Dispose();
        Connection.Dispose();
    }
}
