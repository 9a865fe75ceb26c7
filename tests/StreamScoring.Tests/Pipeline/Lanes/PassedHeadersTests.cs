using System.Buffers;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Lanes;

/// <summary>What score records take over from their events, so that a tool can measure from outside.</summary>
public sealed class PassedHeadersTests
{
    private static readonly byte[] _event = new ShopEvent { Id = "a", Person = "p" }.ToJson();

    [Fact]
    public void Chosen_headers_travel_in_their_order_with_repeats_and_nulls_and_others_stay_behind()
    {
        var headers = new ArrayBufferWriter<byte>();
        RecordHeaders.Append(headers, "id", [0, 0xFF]);
        RecordHeaders.Append(headers, "other", "x"u8);
        RecordHeaders.Append(headers, "ct", "1"u8);
        RecordHeaders.AppendNull(headers, "ct");
        RecordHeaders.Append(headers, "ct2", "y"u8);
        RecordHeaders.Append(headers, "id", "again"u8);
        var score = Score(["ct", "id"], passKey: false, headers.WrittenSpan);
        Assert.Equal("id=00FF ct=31 ct=null id=616761696E", Text(score.Headers(0)));
    }

    [Fact]
    public void No_header_travels_unless_asked_for()
    {
        var headers = new ArrayBufferWriter<byte>();
        RecordHeaders.Append(headers, "ct", "1"u8);
        Assert.Equal("", Text(Score([], passKey: false, headers.WrittenSpan).Headers(0)));
        Assert.Equal("", Text(Score(["ct"], passKey: false, default).Headers(0)));
    }

    [Fact]
    public void A_score_is_keyed_by_identity_and_by_its_events_key_where_asked()
    {
        Assert.Equal("ECID:p", Encoding.UTF8.GetString(Score([], passKey: false, default).Key(0)));
        Assert.Equal("own", Encoding.UTF8.GetString(Score([], passKey: true, default).Key(0)));
    }

    [Fact]
    public void Headers_too_large_to_travel_stay_behind_and_the_score_comes()
    {
        using var log = new InMemoryLog(TimeProvider.System, new InMemoryLogOptions { MaxRecordBytes = 2_000 });
        var headers = new ArrayBufferWriter<byte>();
        RecordHeaders.Append(headers, "ct", new byte[1_600]);
        var score = Score(log, ["ct"], passKey: false, headers.WrittenSpan);
        Assert.Equal(1, score.Count);
        Assert.Equal("", Text(score.Headers(0)));
    }

    private static RecordBatch Score(string[] names, bool passKey, ReadOnlySpan<byte> headers)
    {
        using var log = new InMemoryLog(TimeProvider.System);
        return Score(log, names, passKey, headers);
    }

    private static RecordBatch Score(InMemoryLog log, string[] names, bool passKey, ReadOnlySpan<byte> headers)
    {
        var rig = new PipelineRig(log, new FakeTimeProvider(), 1, s => s with { PassHeaders = names, PassKey = passKey });
        rig.ProduceRaw(0, "own"u8, _event, headers);
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        using var reader = log.OpenReader("scores", 0);
        var batch = new RecordBatch(10);
        reader.Read(0, batch, 1 << 20);
        return batch;
    }

    private static string Text(ReadOnlySpan<byte> headers)
    {
        var found = new List<string>();
        while (RecordHeaders.TryRead(ref headers, out var name, out var value, out var isNull))
            found.Add($"{Encoding.UTF8.GetString(name)}={(isNull ? "null" : Convert.ToHexString(value))}");
        return string.Join(' ', found);
    }
}
