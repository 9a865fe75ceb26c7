using System.Buffers;
using System.Text.Json;
using StreamScoring.Decisioning.Offers;
using StreamScoring.Decisioning.Records;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Explaining;

/// <summary>A decision that was derived again.</summary>
/// <param name="Record">The record that comes out now; null when no decision for the placement does.</param>
/// <param name="Differences">Where it differs from the one that was written, as JSON paths with both values; empty when the bytes are the same.</param>
public sealed record Rederived(byte[]? Record, IReadOnlyList<string> Differences)
{
    /// <summary>Whether the bytes are the same.</summary>
    public bool IsSame => Differences.Count == 0;
}

/// <summary>Derives a decision again from what its record names, and compares.</summary>
public static class Rederivation
{
    /// <summary>
    /// Derives a decision again. The event, profile and state must be those of the moment; the state is counted on as in the first run, so give a copy, or abort. What differs
    /// in nothing but <c>inputs</c> rests on something else that has not changed what is shown.
    /// </summary>
    /// <param name="record">The record that was written.</param>
    /// <param name="maker">Decides.</param>
    /// <param name="encoder">Writes.</param>
    /// <param name="state">The state as it was before the event.</param>
    /// <param name="entry">The key's entry, or -1.</param>
    /// <param name="head">Whom the record is about.</param>
    /// <param name="moment">The event.</param>
    /// <param name="evaluator">Its input is set for the event, as for <see cref="DecisionMaker.Decide"/>.</param>
    public static Rederived Derive(
        ReadOnlyMemory<byte> record,
        DecisionMaker maker,
        DecisionJsonEncoder encoder,
        KeyedState state,
        int entry,
        in RecordHead head,
        in DecisionMoment moment,
        Evaluator evaluator
    )
    {
        using var written = JsonDocument.Parse(record);
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var decision in maker.Decide(state, entry, moment, evaluator))
        {
            buffer.ResetWrittenCount();
            encoder.Encode(buffer, head, decision, moment.Scores, decision.Inputs);
            if (buffer.WrittenSpan.SequenceEqual(record.Span))
                return new(buffer.WrittenSpan.ToArray(), []);
            using var derived = JsonDocument.Parse(buffer.WrittenMemory);
            if (PlacementOf(derived.RootElement) != PlacementOf(written.RootElement))
                continue;
            var differences = new List<string>();
            Compare("$", written.RootElement, derived.RootElement, differences);
            if (differences.Count == 0)
                differences.Add("$: the same values, written differently");
            return new(buffer.WrittenSpan.ToArray(), differences);
        }

        return new(null, [$"$: no decision is made for placement '{PlacementOf(written.RootElement)}' any more"]);
    }

    private static string? PlacementOf(JsonElement record) =>
        record.GetProperty("data").GetProperty("_streamscoring").GetProperty("decision").GetProperty("placement").GetString();

    private static void Compare(string path, JsonElement written, JsonElement derived, List<string> differences)
    {
        var areThere = written.ValueKind != JsonValueKind.Undefined && derived.ValueKind != JsonValueKind.Undefined;
        if (areThere && JsonElement.DeepEquals(written, derived))
            return;
        if (written.ValueKind == JsonValueKind.Object && derived.ValueKind == JsonValueKind.Object)
        {
            var names = written.EnumerateObject().Concat(derived.EnumerateObject()).Select(p => p.Name).Distinct(StringComparer.Ordinal);
            foreach (var name in names)
                Compare($"{path}.{name}", Of(written, name), Of(derived, name), differences);
        }
        else if (
            written.ValueKind == JsonValueKind.Array
            && derived.ValueKind == JsonValueKind.Array
            && written.GetArrayLength() == derived.GetArrayLength()
        )
        {
            for (var i = 0; i < written.GetArrayLength(); i++)
                Compare(
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}[{i}]"),
                    written[i],
                    derived[i],
                    differences
                );
        }
        else
            differences.Add($"{path}: {Text(written)} was written, {Text(derived)} comes out");
    }

    private static JsonElement Of(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value : default;

    private static string Text(JsonElement element) => element.ValueKind == JsonValueKind.Undefined ? "nothing" : element.GetRawText();
}
