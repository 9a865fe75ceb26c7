using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Identity;
using StreamScoring.Events.Scores;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Xdm;
using StreamScoring.TestKit.Json;

namespace StreamScoring.Benchmarks.Scores;

/// <summary>A batch of Luma events with a score each, to be encoded.</summary>
internal sealed class ScoredEvents
{
    private const int Events = 256;

    public ScoredEvents()
    {
        Batch = new EventBatch(new Projection([]), Events);
        var decoder = new JsonEventDecoder(Batch.Projection, DecodeLimits.Default, IdentityRule.Default);
        foreach (var line in LumaEvents.Lines.TakeLast(Events))
            decoder.Decode(line, Batch, Batch.Add(Batch.Count, null));
        Probability = (ValueColumn<float>)Column.Create(Output.Shape, Events);
        for (var row = 0; row < Batch.Count; row++)
            Probability.Set(row, 1f / (row + 3));
        Scores = [new ServiceScore([Probability], null, false)];
        Layout = new ScoreLayout("luma", "xdm.events", Hash('9'), [Service]);
    }

    public EventBatch Batch { get; }

    public ValueColumn<float> Probability { get; }

    public ServiceScore[] Scores { get; }

    public ScoreLayout Layout { get; }

    public ScoreService Service { get; } = new("luma-purchase", Hash('a'), [("purchase_model", Hash('c'))], [Output], Output.Name);

    private static ScoreOutput Output { get; } = new("probability", ColumnShape.Scalar(ColumnType.Float32), "purchase_model");

    private static string Hash(char digit) => "sha256:" + new string(digit, 64);
}
