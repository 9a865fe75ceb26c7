using System.Text.Json;
using StreamScoring.Documents;
using StreamScoring.Expressions.Planning;

namespace StreamScoring.Cli.Evaluating;

/// <summary>
/// Notes about names that nothing in the data answers to. Without a schema they are no errors: a field may be missing. A misspelt one would give null in silence.
/// </summary>
internal static class EvalNotes
{
    private const string History = "xEvent";

    /// <summary>The notes on a plan.</summary>
    public static IEnumerable<string> Of(ExpressionPlan plan, EvalInput input, EvalData data)
    {
        var fields = input.Root is { } root ? Names(root) : [];
        string[] known = [.. fields, .. input.Schema.Contexts.Keys, History];
        var where = data.Profile ?? data.Event;
        foreach (var name in First(plan.Needs.RootFields).Except(fields, StringComparer.Ordinal))
        {
            // With no data at all every field is missing; only what looks like a slip is worth a word then.
            if (where is not null || Suggestion.For(name, known) is not null)
                yield return $"'{name}' is no field of {(where is null ? "anything given" : $"'{where}'")}{Near(name, known)}";
        }

        if (input.Events.Count == 0)
            yield break;
        var ofEvents = input.Events.SelectMany(Names).Distinct(StringComparer.Ordinal).ToList();
        foreach (var name in First(plan.Needs.EventFields).Except(ofEvents, StringComparer.Ordinal))
            yield return $"no event has '{name}'{Near(name, ofEvents)}";
    }

    private static string Near(string name, IEnumerable<string> known) =>
        Suggestion.For(name, known) is { } near ? $"; did you mean '{near}'?" : "; it counts as null";

    private static IEnumerable<string> First(IEnumerable<string> paths) =>
        paths.Select(p => p.Split('.')[0]).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal);

    // The prefix of XDM may be left out in expressions.
    private static List<string> Names(JsonElement element) =>
        [.. element.EnumerateObject().Select(p => p.Name.StartsWith("xdm:", StringComparison.Ordinal) ? p.Name[4..] : p.Name)];
}
