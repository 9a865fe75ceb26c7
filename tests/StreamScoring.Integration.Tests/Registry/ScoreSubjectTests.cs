using Confluent.SchemaRegistry;
using StreamScoring.Kafka.Registry;
using StreamScoring.TestKit.Reference;
using StreamScoring.TestKit.Registry;
using Xunit;

namespace StreamScoring.Integration.Tests.Registry;

/// <summary>The score records' schema in the real registry.</summary>
public sealed class ScoreSubjectTests : IDisposable
{
    private readonly RegistryRig _rig = new(RegistryUnderTest.Url);
    private readonly string _topic = RegistryUnderTest.NewTopic();

    private ISchemaRegistryClient Client => _rig.Connection.Client;

    private string Subject => _topic + "-value";

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task It_is_registered_only_where_that_is_allowed_and_found_by_all_from_then_on()
    {
        var refused = await ResolveAsync(autoRegister: false);
        Assert.Null(refused.Id);
        Assert.Contains($"subject '{Subject}' does not exist", refused.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Subject, await Client.GetAllSubjectsAsync());

        var registered = await ResolveAsync(autoRegister: true);
        Assert.Null(registered.Problem);
        Assert.Equal(registered, await ResolveAsync(autoRegister: true));
        Assert.Equal(registered, await ResolveAsync(autoRegister: false));
        using var another = new RegistryRig(RegistryUnderTest.Url);
        var options = new ScoreSchemaOptions(_topic);
        Assert.Equal(registered, await new ScoreSchemaRegistration(another.Connection, options).ResolveAsync(default));
        Assert.Equal([1], await Client.GetSubjectVersionsAsync(Subject));
    }

    [Fact]
    public async Task It_follows_every_earlier_version_that_the_registry_may_hold()
    {
        var folder = Path.Combine(GoldenFolders.RepositoryRoot, "schemas", "history");
        var earlier = Directory.EnumerateFiles(folder, "score.*.avsc").Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(earlier);
        foreach (var file in earlier)
            await Client.RegisterSchemaAsync(Subject, new Schema(await File.ReadAllTextAsync(file), [], SchemaType.Avro));
        var missing = await ResolveAsync(autoRegister: false);
        Assert.Contains("not the schema that this build writes", missing.Problem, StringComparison.Ordinal);

        var registered = await ResolveAsync(autoRegister: true);
        Assert.Null(registered.Problem);
        Assert.Equal(earlier.Count + 1, (await Client.GetSubjectVersionsAsync(Subject)).Count);
    }

    [Fact]
    public async Task It_is_refused_where_it_would_break_readers_and_nothing_is_registered()
    {
        var current = SchemaResource.Read("score.v1.avsc");
        var other = current.Replace("""{"name":"id","type":"string",""", """{"name":"id","type":"long",""", StringComparison.Ordinal);
        Assert.NotEqual(current, other);
        await Client.RegisterSchemaAsync(Subject, new Schema(other, [], SchemaType.Avro));
        var refused = await ResolveAsync(autoRegister: true);
        Assert.Null(refused.Id);
        Assert.False(refused.MayRetry);
        Assert.Contains("not compatible with the versions there", refused.Problem, StringComparison.Ordinal);
        Assert.Equal([1], await Client.GetSubjectVersionsAsync(Subject));
    }

    [Fact]
    public async Task A_start_without_the_registry_takes_the_id_that_it_gave_before()
    {
        using var folder = new TempFolder();
        using var relay = new TcpRelay(RegistryUnderTest.Url);
        await ResolveAsync(autoRegister: true);
        var options = new ScoreSchemaOptions(_topic);
        int id;
        using (var first = new RegistryRig(relay.Url, cache: folder.Path))
            id = (await new ScoreSchemaRegistration(first.Connection, options).ResolveAsync(default)).Id!.Value;
        relay.Cut();
        using var second = new RegistryRig(relay.Url, cache: folder.Path);
        var kept = await new ScoreSchemaRegistration(second.Connection, options).ResolveAsync(default);
        Assert.Equal(new ScoreSchemaId(Subject, id, null, IsKept: true), kept);
        Assert.Contains($"taken to be {id}", Assert.Single(second.Reports), StringComparison.Ordinal);
    }

    private Task<ScoreSchemaId> ResolveAsync(bool autoRegister)
    {
        var options = new ScoreSchemaOptions(_topic) { AutoRegister = autoRegister };
        return new ScoreSchemaRegistration(_rig.Connection, options).ResolveAsync(default);
    }
}
