using System.Text.Json.Nodes;
using Json.Schema;
using StreamScoring.Events.Faults;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Events.Scores;

public sealed class ScoreSchemaTests
{
    private static readonly JsonSchema Published = JsonSchema.FromFile(
        Path.Combine(GoldenFolders.RepositoryRoot, "schemas", "score.v1.schema.json")
    );

    [Fact]
    public void The_published_schema_accepts_what_is_written()
    {
        var faulted = new ScoreCase(ScoreCase.Purchase);
        faulted.Batch.SetFault(faulted.Row, Fault.Decode(FaultCode.Malformed, "", "broken"));
        var refused = new ScoreCase(ScoreCase.Purchase);
        refused.Batch.Refuse(refused.Row, Fault.Decode(FaultCode.TimeAhead, "timestamp", "too far ahead"));
        var duplicate = new ScoreCase(ScoreCase.Purchase);
        duplicate.Batch.Duplicates[duplicate.Row] = true;
        var failed = ScoreCase.OfEverything();
        failed.SetFault(0, FaultCode.ScoreNotANumber);
        failed.Scores[1] = failed.Scores[1] with { IsIncomplete = true };
        foreach (
            var made in new[]
            {
                new ScoreCase(),
                new ScoreCase(ScoreCase.Purchase),
                ScoreCase.OfEverything(),
                faulted,
                refused,
                duplicate,
                failed,
            }
        )
            Assert.True(IsValid(JsonNode.Parse(made.Json())!), made.Json());
    }

    [Theory]
    [InlineData("id", "")]
    [InlineData("specversion", "0.3")]
    [InlineData("sourceoffset", 4711)]
    [InlineData("sourcepartition", "3")]
    [InlineData("time", "2018-11-05T18:13:02.500Z")]
    [InlineData("time", "2018-11-05")]
    [InlineData("subject", "no namespace")]
    [InlineData("Extension-Name", "x")]
    [InlineData("data/eventTime", null)]
    [InlineData("data/unknown", 1)]
    [InlineData("data/activeSet", "9c")]
    [InlineData("data/duplicateOf", "luma:first")]
    [InlineData("data/fault", "broken")]
    [InlineData("data/services/luma-purchase/model", 3)]
    [InlineData("data/services/luma-purchase/incomplete", false)]
    [InlineData("data/services/luma-purchase/unknown", 1)]
    [InlineData("data/services/luma-purchase/graph", "-")]
    public void It_refuses_a_record_that_is_wrong_in_one_place(string path, object? value)
    {
        var record = JsonNode.Parse(new ScoreCase(ScoreCase.Purchase).Json())!;
        Assert.True(IsValid(record));
        var steps = path.Split('/');
        var at = record;
        foreach (var step in steps[..^1])
            at = at[step]!;
        at[steps[^1]] = value is null ? null : JsonValue.Create(value);
        Assert.False(IsValid(record), record.ToJsonString());
    }

    [Theory]
    [InlineData("id")]
    [InlineData("data")]
    [InlineData("sourcetopic")]
    public void It_refuses_a_record_without_what_every_record_has(string name)
    {
        var record = JsonNode.Parse(new ScoreCase(ScoreCase.Purchase).Json())!.AsObject();
        record.Remove(name);
        Assert.False(IsValid(record));
    }

    private static bool IsValid(JsonNode record) => Published.Evaluate(System.Text.Json.JsonSerializer.SerializeToElement(record)).IsValid;
}
