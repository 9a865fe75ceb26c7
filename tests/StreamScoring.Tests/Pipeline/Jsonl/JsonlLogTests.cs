using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Events.Identity;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Pipeline.Jsonl;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Jsonl;

/// <summary>From file to file: records leave in the order of the lines, whatever the partitions.</summary>
public sealed class JsonlLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jsonl-").FullName;

    private string DeadLetters => Path.Combine(_folder, "dead.jsonl");

    private string Features => Path.Combine(_folder, "features.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Records_and_features_stand_in_the_order_of_the_lines_and_history_leaves_none(int partitions)
    {
        byte[][] history = [.. Enumerable.Range(0, 1500).Select(i => Event($"h{i}", i % 5, i))];
        byte[][] events = [.. Enumerable.Range(0, 2500).Select(i => i % 10 == 3 ? "broken"u8.ToArray() : Event($"e{i}", i % 5, 2000 + i))];
        var scores = Score(events, history, partitions);
        Assert.Equal(
            Enumerable.Range(0, 2500).Select(i => i % 10 == 3 ? null : $"e{i}"),
            scores.Select(s => s.GetProperty("data").GetProperty("eventId").GetString())
        );
        Assert.Equal(Enumerable.Range(0, 2500).Select(i => i % 10 == 3 ? null : $"e{i}"), File.ReadLines(Features).Select(EventIdOf));

        // 300 events of each in the history, and those before in the file.
        Assert.Equal(300, Before(scores[0]));
        Assert.Equal(300 + (2495 / 5), Before(scores[2495]));
        Assert.Equal(250, File.ReadLines(DeadLetters).Count());
    }

    [Fact]
    public void A_dead_letter_is_a_line_with_the_event_as_it_came()
    {
        Score(["{\"a\":"u8.ToArray(), [(byte)'{', 0xFF, 0xFE]], history: null, partitions: 1);
        var letters = File.ReadLines(DeadLetters).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal("{\"a\":", letters[0].GetProperty("value").GetString());
        Assert.Equal([(byte)'{', 0xFF, 0xFE], letters[1].GetProperty("valueBase64").GetBytesFromBase64());
        Assert.Equal("malformed", letters[1].GetProperty("headers").GetProperty("streamscoring.error.code").GetString());
        Assert.Equal("1", letters[1].GetProperty("headers").GetProperty("__streams.errors.offset").GetString());
    }

    [Fact]
    public void Dead_letters_of_an_earlier_run_do_not_stay()
    {
        Score(["broken"u8.ToArray()], history: null, partitions: 1);
        Assert.True(File.Exists(DeadLetters));
        Score([Event("a", 0, 0)], history: null, partitions: 1);
        Assert.False(File.Exists(DeadLetters));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Empty_files_give_empty_files(int partitions) => Assert.Empty(Score([], [], partitions));

    [Fact]
    public void Arrival_is_what_the_event_says_and_without_it_no_time_is_too_far_ahead()
    {
        var far = new ShopEvent
        {
            Id = "a",
            Person = "p",
            Second = 1e6,
        }.ToJson();
        var stamped = Encoding.UTF8.GetBytes(
            Encoding
                .UTF8.GetString(far)
                .Replace("{\"_id\":\"a\"", "{\"_id\":\"b\",\"receivedTimestamp\":\"2018-11-05T18:00:00Z\"", StringComparison.Ordinal)
        );
        var scores = Score([far, stamped], history: null, partitions: 1);
        Assert.Equal(JsonValueKind.Null, scores[0].GetProperty("data").GetProperty("fault").ValueKind);
        Assert.Equal("time-ahead", scores[1].GetProperty("data").GetProperty("fault").GetProperty("code").GetString());
    }

    private static byte[] Event(string id, int person, double second) =>
        new ShopEvent
        {
            Id = id,
            Person = $"p{person}",
            Second = second,
        }.ToJson();

    private static string? EventIdOf(string line) =>
        JsonDocument.Parse(line).RootElement.TryGetProperty("eventId", out var id) ? id.GetString() : null;

    private static int Before(JsonElement score) =>
        score.GetProperty("data").GetProperty("services").GetProperty("shop").GetProperty("outputs").GetProperty("n_before").GetInt32();

    private List<JsonElement> Score(byte[][] events, byte[][]? history, int partitions)
    {
        var files = new JsonlFiles
        {
            In = Write("in.jsonl", events),
            History = history is null ? null : Write("history.jsonl", history),
            Out = Path.Combine(_folder, "out.jsonl"),
            DeadLetters = DeadLetters,
            Features = Features,
        };
        var settings = new PipelineSettings
        {
            CommitIntervalMs = 0,
            BatchSize = 100,
            Topics = new TopicNames { Rekeyed = "", Features = "features" },
        };
        var keys = new EventKeyReader(DecodeLimits.Default, IdentityRule.Default);
        var set = new ActiveSet([new DeployedService("shop", ShopGraph.Counting())], settings);
        var options = new PipelineOptions(settings, "g", new SchemaDictionary([]), new FakeTimeProvider(), new CompositeObserver());
        using (var log = new JsonlLog(files, settings.Topics, partitions, keys.PartitionOf))
        using (var host = new PipelineHost(log, new ActiveSets(set), options))
        {
            host.StopAtEnd();
            host.Start();
            host.Wait();
        }

        return [.. File.ReadLines(files.Out).Select(l => JsonDocument.Parse(l).RootElement)];
    }

    private string Write(string name, byte[][] lines)
    {
        var path = Path.Combine(_folder, name);
        using var file = File.Create(path);
        foreach (var line in lines)
        {
            file.Write(line);
            file.WriteByte((byte)'\n');
        }

        return path;
    }
}
