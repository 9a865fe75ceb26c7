using System.Text.Json;
using StreamScoring.Benchmarks.Inputs;
using StreamScoring.Benchmarks.Measuring;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Identity;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Xdm;
using StreamScoring.Inference;
using StreamScoring.TestKit.Json;

namespace StreamScoring.Benchmarks.Decoding;

/// <summary>From JSON text to the columns that a graph reads, beside the platform's own readers.</summary>
internal static class JsonDecoding
{
    private const int Events = 4_096;
    private const int Images = 256;

    public static Group Group { get; } = new("decode-json", "Decode JSON", 15, Open);

    private static OpenGroup Open()
    {
        using var models = new ModelStore(ModelLimits.Default, null, null);
        var luma = new Projection(SamplePlan.Luma(models).Fields);
        var images = new Projection([
            new ProjectedField(XdmPath.Parse("_tenant.image"), ColumnShape.Vector(ColumnType.Float32, FfnnEvents.Pixels)),
        ]);
        return new OpenGroup([
            .. Cases("Luma, 1.7 KB", luma, [.. LumaEvents.Lines.TakeLast(Events)], static (ref reader) => { }),
            .. Cases("FFNN, 784 floats", images, FfnnEvents.Lines(Images), Float),
        ]);
    }

    private static IEnumerable<Case> Cases(string what, Projection projection, byte[][] lines, Take take)
    {
        var document = $"{what}: JsonDocument.Parse, nothing read from it";
        yield return Case.Repeated(document, null, () => Parse(lines));
        yield return Case.Repeated($"{what}: Utf8JsonReader over all tokens, values taken", document, () => Step(lines, take));
        var decoder = new JsonEventDecoder(projection, DecodeLimits.Default, IdentityRule.Default);
        var batch = new EventBatch(projection, 256);
        yield return Case.Repeated($"{what}: ours, into columns", document, () => Decode(decoder, batch, lines));
    }

    private static int Parse(byte[][] lines)
    {
        foreach (var line in lines)
            JsonDocument.Parse(line).Dispose();
        return lines.Length;
    }

    private static int Step(byte[][] lines, Take take)
    {
        foreach (var line in lines)
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
                take(ref reader);
        }

        return lines.Length;
    }

    private static int Decode(JsonEventDecoder decoder, EventBatch batch, byte[][] lines)
    {
        batch.Reset();
        foreach (var line in lines)
        {
            if (batch.Count == batch.Capacity)
                batch.Reset();
            if (decoder.Decode(line, batch, batch.Add(0, null)) is { } fault)
                throw new InvalidOperationException(fault.ToString());
        }

        return lines.Length;
    }

    private static void Float(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
            reader.GetSingle();
    }

    private delegate void Take(ref Utf8JsonReader reader);
}
