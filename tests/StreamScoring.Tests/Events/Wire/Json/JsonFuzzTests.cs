using System.Globalization;
using System.Text.Json;
using CsCheck;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Xdm;
using StreamScoring.TestKit.Json;
using Xunit;

namespace StreamScoring.Tests.Events.Wire.Json;

public sealed class JsonFuzzTests
{
    private static readonly int s_count = int.Parse(
        Environment.GetEnvironmentVariable("STREAMSCORING_FUZZ") ?? "50000",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public void A_mutated_event_is_scored_rightly_or_refused_with_a_reason_and_its_neighbours_stand()
    {
        using var rigs = new ThreadLocal<Rig>(() => new Rig());
        int brokenBytes = 0,
            brokenStructure = 0,
            scorable = 0,
            malformed = 0,
            limited = 0,
            mismatched = 0;
        Gen.Select(Gen.Int[0, LumaEvents.Lines.Length - 1], Gen.Bool, Gen.UInt, Gen.UInt, Gen.UInt)
            .Sample(
                (line, bytes, kind, where, what) =>
                {
                    var original = LumaEvents.Lines[line];
                    var mutated = bytes
                        ? JsonMutator.BreakBytes(original, kind, where, what)
                        : JsonMutator.BreakStructure(original, kind, where, what);
                    var fault = rigs.Value!.Check(mutated);
                    Interlocked.Increment(ref bytes ? ref brokenBytes : ref brokenStructure);
                    switch (fault?.Code)
                    {
                        case null:
                            Interlocked.Increment(ref scorable);
                            break;
                        case FaultCode.Malformed:
                            Interlocked.Increment(ref malformed);
                            break;
                        case FaultCode.LimitExceeded:
                            Interlocked.Increment(ref limited);
                            break;
                        case FaultCode.TypeMismatch or FaultCode.TimeInvalid or FaultCode.TimeMissing:
                            Interlocked.Increment(ref mismatched);
                            break;
                        default:
                            Assert.Fail($"unexpected {fault}");
                            break;
                    }
                },
                iter: s_count
            );
        double total = brokenBytes + brokenStructure;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{total} mutated events: {brokenBytes / total:P0} bytes, {brokenStructure / total:P0} structure; "
                + $"{scorable / total:P0} scorable, {malformed / total:P0} malformed, {limited / total:P1} beyond a limit, {mismatched / total:P1} of another kind"
        );
        Assert.InRange(brokenBytes / total, 0.45, 0.55);
        Assert.InRange(scorable / total, 0.2, 0.8);
        Assert.InRange(malformed / total, 0.15, 0.8);
        Assert.InRange(limited / total, 0.005, 0.3);
        Assert.InRange(mismatched / total, 0.01, 0.3);
    }

    /// <summary>A batch in which the event to be tried stands between two good ones.</summary>
    private sealed class Rig
    {
        private readonly JsonEventDecoder _decoder;
        private readonly EventBatch _batch;
        private readonly string _before;
        private readonly string _after;

        public Rig()
        {
            var projection = new Projection(LumaFields.All.Select(f => new ProjectedField(XdmPath.Parse(f.Path), f.Shape)));
            _decoder = new JsonEventDecoder(projection, DecodeLimits.Default);
            _batch = new EventBatch(projection, 3);
            Decode(LumaEvents.Lines[0], LumaEvents.Lines[1], LumaEvents.Lines[30]);
            (_before, _after) = (ColumnText.OfRow(_batch, 0), ColumnText.OfRow(_batch, 2));
        }

        public Fault? Check(byte[] mutated)
        {
            Decode(LumaEvents.Lines[0], mutated, LumaEvents.Lines[30]);
            Assert.Equal(_before, ColumnText.OfRow(_batch, 0));
            Assert.Equal(_after, ColumnText.OfRow(_batch, 2));
            var fault = _batch.Faults[1];
            var isMalformed = fault?.Code == FaultCode.Malformed && !fault.Message.Contains("twice", StringComparison.Ordinal);
            using var tree = Strict(mutated, maxDepth: 1000);
            if (tree is null)
                Assert.True(isMalformed || fault?.Code == FaultCode.LimitExceeded, $"taken for well-formed: {fault}");
            else
                Assert.False(isMalformed, $"taken for malformed: {fault}");
            using (var shallow = Strict(mutated, maxDepth: 64))
                Assert.True(tree is null || shallow is null == (fault?.Code == FaultCode.LimitExceeded), $"depth: {fault}");
            if (fault is null)
                AssertColumns(tree!.RootElement);
            return fault;
        }

        private void AssertColumns(JsonElement root)
        {
            for (var i = 0; i < LumaFields.All.Length; i++)
            {
                var (path, shape) = LumaFields.All[i];

                // The platform reads fewer forms of a time than RFC 3339 has; these have tests of their own.
                if (shape.Type != ColumnType.Timestamp)
                    Assert.Equal(NaiveReader.Read(root, path, shape.Type), ColumnText.Of(_batch.Columns[i], 1));
            }
        }

        private void Decode(params byte[][] events)
        {
            _batch.Reset();
            foreach (var e in events)
                _decoder.Decode(e, _batch, _batch.Add(0, null));
        }

        /// <summary>The event as a tree, or null when it is not well-formed, texts that nobody reads included.</summary>
        private static JsonDocument? Strict(byte[] text, int maxDepth)
        {
            try
            {
                var tree = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = maxDepth });
                Walk(tree.RootElement);
                return tree;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return null;
            }
        }

        private static void Walk(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    element.GetString();
                    break;
                case JsonValueKind.Array:
                    foreach (var item in element.EnumerateArray())
                        Walk(item);
                    break;
                case JsonValueKind.Object:
                    foreach (var property in element.EnumerateObject())
                    {
                        _ = property.Name;
                        Walk(property.Value);
                    }

                    break;
                default:
                    break;
            }
        }
    }
}
