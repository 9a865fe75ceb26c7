using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamScoring.Documents;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Cli.Evaluating;

/// <summary>Reads the files that <c>eval</c> is given. Throws <see cref="InvalidDataException"/> with the file, the place and what was expected there.</summary>
internal static class EvalFile
{
    private const int MaxCharacters = 64 << 20;

    /// <summary>A file that holds one object.</summary>
    public static JsonElement Object(string option, string file, string what)
    {
        var root = Parse(file, Text(option, file), 0);
        return root.ValueKind == JsonValueKind.Object ? root : throw Wrong($"{file}:1:1", what, root);
    }

    /// <summary>A file of events: JSON lines, or one JSON list.</summary>
    public static List<JsonElement> Events(string option, string file)
    {
        const string what = "an event, an object such as {\"timestamp\": …}";
        var text = Text(option, file);
        if (text.AsSpan().TrimStart().StartsWith("["))
        {
            var list = Parse(file, text, 0).EnumerateArray().ToList();
            var at = list.FindIndex(e => e.ValueKind != JsonValueKind.Object);
            return at < 0 ? list : throw Wrong($"{file}: event {at + 1} of the list", what, list[at]);
        }

        var events = new List<JsonElement>();
        foreach (var (line, i) in text.Split('\n').Select((line, i) => (line, i)).Where(l => !string.IsNullOrWhiteSpace(l.line)))
        {
            var root = Parse(file, line, i);
            events.Add(root.ValueKind == JsonValueKind.Object ? root : throw Wrong($"{file}:{i + 1}:1", what, root));
        }

        return events;
    }

    /// <summary>The error of a value that is something else than was expected.</summary>
    public static InvalidDataException Wrong(string where, string what, JsonElement found) =>
        new($"{where}: expected {what}, found {Describe(found)}");

    private static string Describe(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "true or false",
        };

    private static JsonElement Parse(string file, string json, int linesBefore)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        if (JsonFault.Find(utf8) is not { } fault)
        {
            using var document = JsonDocument.Parse(utf8);
            return document.RootElement.Clone();
        }

        var (line, column) = JsonFault.Position(utf8, fault.Start);
        throw new InvalidDataException(
            string.Create(CultureInfo.InvariantCulture, $"{file}:{line + linesBefore}:{column}: {fault.Message}")
        );
    }

    private static string Text(string option, string file)
    {
        if (Directory.Exists(file))
            throw new InvalidDataException($"{option}: '{file}' is a folder; give a file of JSON");
        if (!File.Exists(file))
            throw new InvalidDataException($"{option}: '{file}' does not exist");
        var text = DocumentFile.ReadText(file, MaxCharacters);
        return text.Length <= MaxCharacters
            ? text
            : throw new InvalidDataException($"{file}: more than {MaxCharacters >> 20} Mi characters; give a part of it");
    }
}
