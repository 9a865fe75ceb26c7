using Microsoft.Extensions.Time.Testing;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.TestKit.Measuring;
using StreamScoring.TestKit.Registry;
using Xunit;

namespace StreamScoring.Tests.Kafka.Registry;

/// <summary>The source against a registry of which the test decides every answer.</summary>
public sealed class RegistrySchemaSourceTests
{
    private const string Seven = "GET schemas/ids/7";
    private const string Text = """{"type":"record","name":"A","fields":[]}""";

    [Fact]
    public void A_schema_is_asked_for_once_and_the_path_of_the_base_address_is_kept()
    {
        using var stub = new StubRegistry { [Seven] = StubAnswer.Schema(Text) };
        using var rig = new RegistryRig(stub.Url);
        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(7, out _));
        Assert.Equal(SchemaLookup.Found, rig.Ask(7, out var schema));
        for (var i = 0; i < 100; i++)
            Assert.Equal(SchemaLookup.Found, rig.Source.TryGet(7, out _));
        Assert.Equal(("7", "AVRO", Text), (schema.Name, schema.Type, schema.Text));
        Assert.Equal([Seven], stub.Requests);
        Assert.Empty(rig.Reports);
        Assert.Equal(1, rig.Source.Count);
    }

    [Fact]
    public void An_id_that_the_registry_does_not_know_is_asked_for_once_per_expiry()
    {
        var clock = new FakeTimeProvider();
        using var stub = new StubRegistry();
        using var rig = new RegistryRig(stub.Url, clock);
        for (var expiry = 1; expiry <= 3; expiry++)
        {
            Assert.Equal(SchemaLookup.Unknown, rig.Ask(7, out _));
            for (var i = 0; i < 100; i++)
                Assert.Equal(SchemaLookup.Unknown, rig.Source.TryGet(7, out _));
            clock.Advance(TimeSpan.FromMilliseconds(29_999));
            Assert.Equal(SchemaLookup.Unknown, rig.Source.TryGet(7, out _));
            Assert.Equal(expiry, stub.Count(Seven));
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        stub[Seven] = StubAnswer.Schema(Text);
        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(7, out _));
        Assert.Equal(SchemaLookup.Found, rig.Ask(7, out _));
        Assert.Equal(4, stub.Count(Seven));
    }

    [Theory]
    [InlineData(404, "", "does schema.registry.url name the API's base")]
    [InlineData(404, """{"error_code":40401,"message":"Subject not found"}""", "HTTP 404")]
    [InlineData(401, """{"error_code":401,"message":"Unauthorized"}""", "HTTP 401")]
    [InlineData(403, """{"error_code":40301,"message":"Forbidden"}""", "HTTP 403")]
    [InlineData(500, """{"error_code":50001,"message":"store"}""", "50001")]
    [InlineData(503, "<html>busy</html>", "ServiceUnavailable")]
    [InlineData(200, "not json", "")]
    [InlineData(200, "[]", "")]
    public void Whatever_is_not_a_clear_no_is_unavailable_and_reported(int status, string body, string why)
    {
        var clock = new FakeTimeProvider();
        using var stub = new StubRegistry { Otherwise = new StubAnswer(status, body) };
        using var rig = new RegistryRig(stub.Url, clock);
        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(7, out _));
        RegistryRig.Wait(() => rig.Source.Problem is not null, "a failed lookup");
        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(7, out _));
        var report = Assert.Single(rig.Reports);
        Assert.True(report.Contains(why, StringComparison.Ordinal), report);
        Assert.Contains(stub.Url, rig.Source.Problem, StringComparison.Ordinal);

        stub.Otherwise = StubAnswer.Schema(Text);
        RegistryRig.Wait(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return rig.Source.TryGet(7, out _) == SchemaLookup.Found;
            },
            "the schema"
        );
        Assert.Null(rig.Source.Problem);
        Assert.EndsWith("answers again", rig.Reports.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_registry_that_fails_is_asked_less_and_less_often()
    {
        var clock = new FakeTimeProvider();
        using var stub = new StubRegistry { Otherwise = StubAnswer.Error(403, 40301, "Forbidden") };
        using var rig = new RegistryRig(stub.Url, clock);
        // A lane asks every tenth of a second for a minute.
        for (var i = 0; i < 600; i++)
        {
            Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(7, out _));
            RegistryRig.Wait(() => rig.Source.Lookups == 0, "the lookup's end");
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(stub.Count(Seven), 12, 18);
        Assert.Single(rig.Reports);
    }

    [Fact]
    public void A_registry_that_never_answers_holds_up_nobody_and_takes_a_bounded_number_of_requests()
    {
        using var stub = new StubRegistry { Otherwise = StubAnswer.Hang, [Seven] = StubAnswer.Schema(Text) };
        using var rig = new RegistryRig(stub.Url);
        Assert.Equal(SchemaLookup.Found, rig.Ask(7, out _));
        for (var id = 100; id < 1_100; id++)
            Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(id, out _));
        RegistryRig.Wait(() => stub.Requests.Count == 17, "the lookups");
        // All of these answers came while the requests were open.
        Assert.Equal(SchemaLookup.Found, rig.Source.TryGet(7, out _));
        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(100, out _));
        Assert.Equal(17, stub.Requests.Count);
    }

    [Fact]
    public void Many_lanes_that_miss_the_same_schemas_ask_for_each_once()
    {
        const int Ids = 200;
        using var stub = new StubRegistry { Otherwise = StubAnswer.Schema(Text) };
        using var rig = new RegistryRig(stub.Url);
        Parallel.For(
            0,
            8,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            lane =>
            {
                for (var i = 0; i < Ids; i++)
                    Assert.Equal(SchemaLookup.Found, rig.Ask(1 + ((i + (lane * 25)) % Ids), out _));
            }
        );
        Assert.Equal(Ids, rig.Source.Count);
        Assert.Equal(Ids, stub.Requests.Count);
        Assert.Equal(0, rig.Source.Lookups);
    }

    [Fact]
    public void References_come_before_what_refers_to_them_and_each_only_once()
    {
        using var stub = new StubRegistry
        {
            [Seven] = StubAnswer.Schema("\"top\"", ("B", "b", 1), ("C", "c", 2)),
            ["GET subjects/b/versions/1"] = Version("b", 1, 11, ("D", "d", 1)),
            ["GET subjects/c/versions/2"] = Version("c", 2, 12, ("D", "d", 1)),
            ["GET subjects/d/versions/1"] = Version("d", 1, 13),
        };
        using var rig = new RegistryRig(stub.Url);
        Assert.Equal(SchemaLookup.Found, rig.Ask(7, out var schema));
        Assert.Equal(["\"d\"", "\"b\"", "\"c\""], schema.References);
    }

    [Fact]
    public void A_reference_that_cannot_be_had_does_not_make_the_schema_unknown()
    {
        using var stub = new StubRegistry { [Seven] = StubAnswer.Schema("\"top\"", ("B", "b", 1)) };
        using var rig = new RegistryRig(stub.Url, new FakeTimeProvider());
        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(7, out _));
        RegistryRig.Wait(() => rig.Source.Problem is not null, "a failed lookup");
        Assert.Equal(SchemaLookup.Unavailable, rig.Source.TryGet(7, out _));
        Assert.Contains("refers to B in version 1 of subject 'b'", rig.Source.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_is_found_by_its_guid()
    {
        var guid = new Guid("b3a5c3d1-0001-4a4e-9c0f-6a0d3f4b1c22");
        using var stub = new StubRegistry { [$"GET schemas/guids/{guid:D}"] = StubAnswer.Schema(Text) };
        using var rig = new RegistryRig(stub.Url);
        Assert.Equal(SchemaLookup.Found, rig.Ask(guid, out var schema));
        Assert.Equal((guid.ToString("D"), Text), (schema.Name, schema.Text));
        Assert.Equal(SchemaLookup.Unknown, rig.Ask(new Guid(guid.ToByteArray(), bigEndian: true), out _));
    }

    [Fact]
    public void A_schema_of_another_type_is_found_and_says_so()
    {
        using var stub = new StubRegistry
        {
            [Seven] = StubAnswer.Json(new { schemaType = "PROTOBUF", schema = "syntax" }),
            ["GET schemas/ids/8"] = StubAnswer.Json(new { schemaType = "THRIFT", schema = "struct" }),
        };
        using var rig = new RegistryRig(stub.Url);
        rig.Ask(7, out var protobuf);
        rig.Ask(8, out var thrift);
        Assert.Equal(("PROTOBUF", "unknown to this client"), (protobuf.Type, thrift.Type));
    }

    [Fact]
    public void What_is_held_is_bounded_and_the_oldest_goes_first()
    {
        using var stub = new StubRegistry { Otherwise = StubAnswer.Schema(Text) };
        using var connection = StreamScoring.Kafka.Registry.RegistryConnection.Open(
            new(new Dictionary<string, string> { ["schema.registry.url"] = stub.Url }, TimeProvider.System) { MaxSchemas = 3 }
        );
        using var source = new StreamScoring.Kafka.Registry.RegistrySchemaSource(connection);
        for (var id = 1; id <= 5; id++)
            RegistryRig.Wait(() => source.TryGet(id, out _) == SchemaLookup.Found, $"schema {id}");
        Assert.Equal(3, source.Count);
        Assert.Equal(SchemaLookup.Found, source.TryGet(5, out _));
        Assert.Equal(SchemaLookup.Unavailable, source.TryGet(1, out _));
    }

    [Fact]
    public void A_hit_allocates_nothing_and_neither_does_a_believed_no()
    {
        var guid = new Guid("b3a5c3d1-0001-4a4e-9c0f-6a0d3f4b1c22");
        using var stub = new StubRegistry { [Seven] = StubAnswer.Schema(Text), [$"GET schemas/guids/{guid:D}"] = StubAnswer.Schema(Text) };
        using var rig = new RegistryRig(stub.Url);
        Assert.Equal(SchemaLookup.Found, rig.Ask(7, out _));
        Assert.Equal(SchemaLookup.Found, rig.Ask(guid, out _));
        Assert.Equal(SchemaLookup.Unknown, rig.Ask(8, out _));
        var hits = 0;
        var bytes = SteadyAllocation.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                hits += rig.Source.TryGet(7, out _) == SchemaLookup.Found ? 1 : 0;
                hits += rig.Source.TryGet(guid, out _) == SchemaLookup.Found ? 1 : 0;
                hits += rig.Source.TryGet(8, out _) == SchemaLookup.Unknown ? 1 : 0;
            }
        });
        Assert.Equal(0, bytes);
        Assert.Equal(0, hits % 30_000);
        Assert.NotEqual(0, hits);
    }

    private static StubAnswer Version(
        string subject,
        int version,
        int id,
        params (string Name, string Subject, int Version)[] references
    ) =>
        StubAnswer.Json(
            new
            {
                subject,
                version,
                id,
                schema = $"\"{subject}\"",
                references = references.Select(r => new
                {
                    name = r.Name,
                    subject = r.Subject,
                    version = r.Version,
                }),
            }
        );
}
