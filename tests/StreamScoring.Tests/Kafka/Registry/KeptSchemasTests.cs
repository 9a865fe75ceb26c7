using StreamScoring.Events.Wire.Schemas;
using StreamScoring.TestKit.Reference;
using StreamScoring.TestKit.Registry;
using Xunit;

namespace StreamScoring.Tests.Kafka.Registry;

/// <summary>Schemas on disk, by id.</summary>
public sealed class KeptSchemasTests
{
    private const string Text = """{"type":"record","name":"É","fields":[]}""";

    private const string Away = "http://127.0.0.1:1/never/there";

    [Fact]
    public void A_worker_that_starts_without_the_registry_holds_what_an_earlier_one_kept()
    {
        var guid = new Guid("b3a5c3d1-0001-4a4e-9c0f-6a0d3f4b1c22");
        using var folder = new TempFolder();
        string url;
        using (var stub = new StubRegistry())
        {
            url = stub.Url;
            stub["GET schemas/ids/7"] = StubAnswer.Schema(Text, ("B", "b", 1));
            stub["GET subjects/b/versions/1"] = StubAnswer.Json(
                new
                {
                    subject = "b",
                    version = 1,
                    id = 3,
                    schema = "\"int\"",
                }
            );
            stub[$"GET schemas/guids/{guid:D}"] = StubAnswer.Schema("\"long\"");
            using var first = new RegistryRig(url, cache: folder.Path);
            first.Ask(7, out _);
            first.Ask(guid, out _);
            RegistryRig.Wait(() => folder.Files.Count == 2, "the files");
        }

        using var rig = new RegistryRig(url, cache: folder.Path);
        Assert.Equal(SchemaLookup.Found, rig.Source.TryGet(7, out var byId));
        Assert.Equal(SchemaLookup.Found, rig.Source.TryGet(guid, out var byGuid));
        Assert.Equal(("7", "AVRO", Text), (byId.Name, byId.Type, byId.Text));
        Assert.Equal(["\"int\""], byId.References);
        Assert.Equal("\"long\"", byGuid.Text);
        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(8, out _));
    }

    [Fact]
    public void What_another_worker_kept_meanwhile_is_found_without_the_registry()
    {
        using var folder = new TempFolder();
        using var stub = new StubRegistry { ["GET schemas/ids/7"] = StubAnswer.Schema(Text) };
        using var second = new RegistryRig(stub.Url, cache: folder.Path);
        using (var first = new RegistryRig(stub.Url, cache: folder.Path))
            first.Ask(7, out _);
        RegistryRig.Wait(() => folder.Files.Count == 1, "the file");
        stub["GET schemas/ids/7"] = StubAnswer.Error(503, 50301, "away");
        Assert.Equal(SchemaLookup.Found, second.Ask(7, out _));
        Assert.Equal(1, stub.Count("GET schemas/ids/7"));
    }

    [Fact]
    public void Ids_of_one_registry_are_not_taken_for_those_of_another()
    {
        using var folder = new TempFolder();
        using var stub = new StubRegistry { ["GET schemas/ids/7"] = StubAnswer.Schema(Text) };
        using (var first = new RegistryRig(stub.Url, cache: folder.Path))
            first.Ask(7, out _);
        RegistryRig.Wait(() => folder.Files.Count == 1, "the file");
        using var other = new RegistryRig(Away, cache: folder.Path);
        Assert.Equal(SchemaLookup.Unavailable, other.Source.TryGet(7, out _));
    }

    [Fact]
    public void A_registry_made_anew_at_the_old_address_is_noticed()
    {
        using var folder = new TempFolder();
        using var stub = new StubRegistry
        {
            ["GET schemas/ids/7"] = StubAnswer.Schema(Text),
            ["GET schemas/ids/8"] = StubAnswer.Schema(Text),
        };
        using (var first = new RegistryRig(stub.Url, cache: folder.Path))
        {
            first.Ask(7, out _);
            first.Ask(8, out _);
            RegistryRig.Wait(() => folder.Files.Count == 2, "the files");
        }

        stub["GET schemas/ids/7"] = StubAnswer.Schema("\"string\"");
        stub["GET schemas/ids/8"] = StubAnswer.Error(404, 40403, "gone");
        using var rig = new RegistryRig(stub.Url, cache: folder.Path);
        RegistryRig.Wait(() => rig.Reports.Count == 2, "the reports");
        Assert.Contains("schema 7 is another one", rig.Reports.First(), StringComparison.Ordinal);
        Assert.Contains("schema 8, kept in", rig.Reports.Last(), StringComparison.Ordinal);
        RegistryRig.Wait(() => rig.Source.TryGet(7, out var s) == SchemaLookup.Found && s.Text == "\"string\"", "the new schema");
        Assert.Equal(SchemaLookup.Found, rig.Source.TryGet(8, out _));
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "format version 2")]
    [InlineData("\"type\": \"AVRO\"", "\"type\": \"JSON\"", "digest")]
    [InlineData("\"id\": \"7\"", "\"id\": \"8\"", "holds schema 8")]
    [InlineData("\"references\"", "\"preferences\"", "damaged")]
    [InlineData("{", "", "damaged")]
    public void A_kept_file_that_is_not_whole_is_passed_over_and_fetched_anew(string from, string to, string why)
    {
        using var folder = new TempFolder();
        using var stub = new StubRegistry { ["GET schemas/ids/7"] = StubAnswer.Schema(Text) };
        using (var first = new RegistryRig(stub.Url, cache: folder.Path))
            first.Ask(7, out _);
        RegistryRig.Wait(() => folder.Files.Count == 1, "the file");
        var file = folder.Files[0];
        var whole = File.ReadAllText(file);
        var broken = whole.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(whole, broken);
        File.WriteAllText(file, broken);

        using var rig = new RegistryRig(stub.Url, cache: folder.Path);
        Assert.Contains(why, Assert.Single(rig.Reports), StringComparison.Ordinal);
        Assert.Equal(SchemaLookup.Found, rig.Ask(7, out var schema));
        Assert.Equal(Text, schema.Text);
        RegistryRig.Wait(() => File.ReadAllText(file) == whole, "the file's mending");
    }

    [Fact]
    public void Every_truncation_of_a_kept_file_is_noticed()
    {
        using var folder = new TempFolder();
        using var stub = new StubRegistry { ["GET schemas/ids/7"] = StubAnswer.Schema(Text) };
        using (var first = new RegistryRig(stub.Url, cache: folder.Path))
            first.Ask(7, out _);
        RegistryRig.Wait(() => folder.Files.Count == 1, "the file");
        var file = folder.Files[0];
        var bytes = File.ReadAllBytes(file);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(file, bytes[..length]);
            using var rig = new RegistryRig(stub.Url, cache: folder.Path);
            Assert.Equal(0, rig.Source.Count);
            Assert.Single(rig.Reports);
        }
    }

    [Fact]
    public void A_file_of_the_first_format_version_can_still_be_read()
    {
        using var folder = new TempFolder();
        using (var empty = new RegistryRig(Away, cache: folder.Path))
            File.WriteAllText(
                Path.Combine(Directory.CreateDirectory(empty.Connection.CacheFolder!).FullName, "7.schema.json"),
                File.ReadAllText(
                    Path.Combine(GoldenFolders.RepositoryRoot, "tests/StreamScoring.Tests/Kafka/Registry/Fixtures/7.schema.v1.json")
                )
            );
        using var rig = new RegistryRig(Away, cache: folder.Path);
        Assert.Equal(SchemaLookup.Found, rig.Source.TryGet(7, out var schema));
        Assert.Equal((Text, "\"int\""), (schema.Text, Assert.Single(schema.References)));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_reported_and_stops_nothing()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "not-a-folder");
        File.WriteAllText(file, "");
        using var stub = new StubRegistry { ["GET schemas/ids/7"] = StubAnswer.Schema(Text) };
        using var rig = new RegistryRig(stub.Url, cache: file);
        Assert.Equal(SchemaLookup.Found, rig.Ask(7, out _));
        RegistryRig.Wait(() => rig.Reports.Count > 0, "a report");
        Assert.Contains("cannot be kept", rig.Reports.Last(), StringComparison.Ordinal);
    }
}
