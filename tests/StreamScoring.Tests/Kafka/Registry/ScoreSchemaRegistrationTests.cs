using StreamScoring.Kafka.Registry;
using StreamScoring.TestKit.Registry;
using Xunit;

namespace StreamScoring.Tests.Kafka.Registry;

/// <summary>Confluent's own answers, where they differ from those of the registry that the integration tests run against.</summary>
public sealed class ScoreSchemaRegistrationTests
{
    private const string Lookup = "POST subjects/scores-value";
    private const string Register = "POST subjects/scores-value/versions";
    private const string Compatible = "POST compatibility/subjects/scores-value/versions/latest";

    private static readonly StubAnswer s_noSubject = StubAnswer.Error(404, 40401, "Subject 'scores-value' not found.");
    private static readonly StubAnswer s_noVersion = StubAnswer.Error(404, 40402, "Version -1 not found.");
    private static readonly StubAnswer s_noSchema = StubAnswer.Error(404, 40403, "Schema not found");

    [Theory]
    [InlineData(ScoreSubject.Topic, "scores-value")]
    [InlineData(ScoreSubject.Record, "streamscoring.v1.Score")]
    [InlineData(ScoreSubject.TopicRecord, "scores-streamscoring.v1.Score")]
    public async Task The_subject_is_named_as_the_official_serializers_name_it(ScoreSubject strategy, string subject)
    {
        using var stub = new StubRegistry
        {
            [$"POST subjects/{subject}"] = StubAnswer.Json(
                new
                {
                    subject,
                    id = 7,
                    version = 1,
                    schema = "",
                }
            ),
        };
        using var rig = new RegistryRig(stub.Url);
        var options = new ScoreSchemaOptions("scores") { Strategy = strategy };
        var answer = await new ScoreSchemaRegistration(rig.Connection, options).ResolveAsync(default);
        Assert.Equal(new ScoreSchemaId(subject, 7, null), answer);
    }

    [Fact]
    public async Task A_missing_subject_or_schema_is_not_registered_unless_allowed()
    {
        using var stub = new StubRegistry { [Lookup] = s_noSubject };
        var answer = await Resolve(stub, autoRegister: false);
        Assert.Contains("subject 'scores-value' does not exist", answer.Problem, StringComparison.Ordinal);
        Assert.Contains("register schemas/score.v1.avsc", answer.Problem, StringComparison.Ordinal);
        stub[Lookup] = s_noSchema;
        answer = await Resolve(stub, autoRegister: false);
        Assert.Contains("not the schema that this build writes", answer.Problem, StringComparison.Ordinal);
        Assert.Equal((null, false), (answer.Id, answer.MayRetry));
        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public async Task A_new_subject_is_registered_whether_the_check_says_not_found_or_true()
    {
        foreach (var check in new[] { s_noSubject, s_noVersion, StubAnswer.Json(new { is_compatible = true }) })
        {
            using var stub = new StubRegistry
            {
                [Lookup] = s_noSubject,
                [Compatible] = check,
                [Register] = StubAnswer.Json(new { id = 12 }),
            };
            Assert.Equal(new ScoreSchemaId("scores-value", 12, null), await Resolve(stub, autoRegister: true));
            Assert.Equal(1, stub.Count(Compatible));
        }
    }

    [Fact]
    public async Task An_incompatible_schema_is_not_even_sent_for_registration()
    {
        using var stub = new StubRegistry { [Lookup] = s_noSchema, [Compatible] = StubAnswer.Json(new { is_compatible = false }) };
        var answer = await Resolve(stub, autoRegister: true);
        Assert.Contains("not compatible", answer.Problem, StringComparison.Ordinal);
        Assert.Equal((null, false), (answer.Id, answer.MayRetry));
        Assert.Equal(0, stub.Count(Register));
    }

    [Fact]
    public async Task A_conflict_at_registration_is_a_refusal_too()
    {
        using var stub = new StubRegistry
        {
            [Lookup] = s_noSchema,
            [Compatible] = StubAnswer.Json(new { is_compatible = true }),
            [Register] = StubAnswer.Error(409, 409, "incompatible with an earlier schema"),
        };
        Assert.Contains("not compatible", (await Resolve(stub, autoRegister: true)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, 50301, true)]
    [InlineData(401, 401, false)]
    [InlineData(422, 42201, false)]
    [InlineData(422, 42205, false)]
    public async Task Other_failures_say_whether_they_may_pass(int status, int code, bool mayRetry)
    {
        using var stub = new StubRegistry { [Lookup] = StubAnswer.Error(status, code, "no") };
        var answer = await Resolve(stub, autoRegister: true);
        Assert.Equal((null, mayRetry), (answer.Id, answer.MayRetry));
        Assert.Contains("cannot tell subject 'scores-value'", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_given_before_serves_a_start_without_the_registry_for_that_subject_only()
    {
        using var folder = new TempFolder();
        using var stub = new StubRegistry
        {
            [Lookup] = StubAnswer.Json(
                new
                {
                    subject = "scores-value",
                    id = 7,
                    version = 1,
                    schema = "",
                }
            ),
        };
        Assert.Equal(7, (await Resolve(stub, false, folder.Path)).Id);
        stub[Lookup] = stub.Otherwise = StubAnswer.Error(503, 50301, "away");
        Assert.Equal(new ScoreSchemaId("scores-value", 7, null, IsKept: true), await Resolve(stub, false, folder.Path));
        using var rig = new RegistryRig(stub.Url, cache: folder.Path);
        var other = await new ScoreSchemaRegistration(rig.Connection, new ScoreSchemaOptions("others")).ResolveAsync(default);
        Assert.Equal((null, true), (other.Id, other.MayRetry));

        File.WriteAllText(folder.Files[0], File.ReadAllText(folder.Files[0]).Replace("\"id\": 7", "\"id\": 8", StringComparison.Ordinal));
        Assert.Null((await Resolve(stub, false, folder.Path)).Id);
    }

    [Fact]
    public async Task Waiting_for_a_registry_that_never_answers_can_be_given_up()
    {
        using var stub = new StubRegistry { [Lookup] = StubAnswer.Hang };
        using var rig = new RegistryRig(stub.Url);
        using var cancel = new CancellationTokenSource();
        var answer = new ScoreSchemaRegistration(rig.Connection, new ScoreSchemaOptions("scores")).ResolveAsync(cancel.Token);
        RegistryRig.Wait(() => stub.Count(Lookup) == 1, "the request");
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    private static async Task<ScoreSchemaId> Resolve(StubRegistry stub, bool autoRegister, string? cache = null)
    {
        using var rig = new RegistryRig(stub.Url, cache: cache);
        var options = new ScoreSchemaOptions("scores") { AutoRegister = autoRegister };
        return await new ScoreSchemaRegistration(rig.Connection, options).ResolveAsync(default);
    }
}
