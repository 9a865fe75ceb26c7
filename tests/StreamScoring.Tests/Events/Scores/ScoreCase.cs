using System.Buffers;
using System.Text;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Scores;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Tests.Events.Scores;

/// <summary>A batch with one event and the scores of a layout for it.</summary>
internal sealed class ScoreCase
{
    public const string Graph = "sha256:ab01";
    public const string Model = "sha256:cd02";

    public ScoreCase(params ScoreService[] services)
    {
        Layout = new ScoreLayout("luma", "xdm.events", "sha256:9c00", services);
        Batch = new EventBatch(new Projection([]), 4);
        Row = Batch.Add(4711, null);
        Batch.Ids.Set(Row, "2DF0441705030000-496331836000F68B"u8);
        Batch.Identities.Set(Row, "ECID:7690dcc4d986425a8e21ac9e022fae88"u8);
        Batch.EventTypes.Set(Row, "web.webpagedetails.pageViews"u8);
        Batch.EventTimesNs.Set(Row, 1_541_441_582_000_000_000);
        Scores = [.. services.Select(s => new ServiceScore([.. s.Outputs.Select(o => Column.Create(o.Shape, 4))], null, false))];
    }

    public ScoreLayout Layout { get; }

    public EventBatch Batch { get; }

    public int Row { get; }

    public ServiceScore[] Scores { get; }

    public ScorePosition Position { get; set; } = new(3, 4711);

    /// <summary>The service of the sample: one model, one float32 output.</summary>
    public static ScoreService Purchase { get; } =
        new(
            "luma-purchase",
            Graph,
            [("gb", Model)],
            [new ScoreOutput("probability", ColumnShape.Scalar(ColumnType.Float32), "gb")],
            "probability"
        );

    /// <summary>A service with an output of every shape, from two models.</summary>
    public static ScoreService Everything { get; } =
        new(
            "everything",
            "sha256:ee",
            [("a", "sha256:0a"), ("b", "sha256:0b")],
            [
                new ScoreOutput("float32", ColumnShape.Scalar(ColumnType.Float32), "a"),
                new ScoreOutput("float64", ColumnShape.Scalar(ColumnType.Float64), "b"),
                new ScoreOutput("int64", ColumnShape.Scalar(ColumnType.Int64), null),
                new ScoreOutput("bool", ColumnShape.Scalar(ColumnType.Boolean), null),
                new ScoreOutput("text", ColumnShape.Scalar(ColumnType.Text), null),
                new ScoreOutput("time", ColumnShape.Scalar(ColumnType.Timestamp), null),
                new ScoreOutput("vector", ColumnShape.Vector(ColumnType.Float32, 3), "a"),
                new ScoreOutput("list", ColumnShape.List(ColumnType.Text), null),
                new ScoreOutput("nothing", ColumnShape.Scalar(ColumnType.Float32), null),
            ],
            "float64"
        );

    /// <summary>A case of <see cref="Everything"/> with values; a text of every kind of escape among them.</summary>
    public static ScoreCase OfEverything()
    {
        var made = new ScoreCase(Everything, Purchase);
        var outputs = made.Scores[0].Outputs;
        ((ValueColumn<float>)outputs[0]).Set(made.Row, 0.1f);
        ((ValueColumn<double>)outputs[1]).Set(made.Row, 0.1);
        ((ValueColumn<long>)outputs[2]).Set(made.Row, long.MinValue);
        ((ValueColumn<bool>)outputs[3]).Set(made.Row, true);
        ((TextColumn)outputs[4]).Set(made.Row, "\"\\/\u0001\u001f\b\t\n\f\r é 𝄞"u8);
        ((ValueColumn<long>)outputs[5]).Set(made.Row, -1);
        var vector = ((ValueColumn<float>)outputs[6]).SetVector(made.Row);
        (vector[0], vector[1], vector[2]) = (1f, float.NaN, -0f);
        var list = (ListColumn)outputs[7];
        list.Begin(made.Row);
        ((TextColumn)list.Items).Set(list.Add(made.Row), "a"u8);
        list.Add(made.Row);
        made.SetProbability(1, 1e-7f);
        return made;
    }

    public void SetProbability(int service, float value) => ((ValueColumn<float>)Scores[service].Outputs[0]).Set(Row, value);

    public void SetFault(int service, FaultCode code) =>
        Scores[service] = Scores[service] with
        {
            Fault = new Fault(code, FaultStage.Inference, FaultDomain.Model, false, "probability", "the score is not a number"),
        };

    public string Json(ReadOnlySpan<byte> origin = default)
    {
        var target = new ArrayBufferWriter<byte>();
        new ScoreJsonEncoder(Layout).Encode(target, Batch, Row, Position, Scores, origin);
        return Encoding.UTF8.GetString(target.WrittenSpan);
    }

    public byte[] Avro(ReadOnlySpan<byte> origin = default)
    {
        var target = new ArrayBufferWriter<byte>();
        new ScoreAvroEncoder(Layout, 77).Encode(target, Batch, Row, Position, Scores, origin);
        return target.WrittenSpan.ToArray();
    }
}
