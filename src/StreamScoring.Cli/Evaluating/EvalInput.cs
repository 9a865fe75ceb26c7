using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamScoring.Documents;
using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Cli.Evaluating;

/// <summary>The files that <c>eval</c> was given.</summary>
internal sealed record EvalData
{
    public string? Event { get; init; }

    public string? Profile { get; init; }

    public string? History { get; init; }

    public string? Context { get; init; }

    public string? Now { get; init; }
}

/// <summary>The data of those files as an evaluation sees them.</summary>
internal sealed class EvalInput
{
    // Of the context these are no roots but what functions read.
    private static readonly string[] Functional = ["scores", "tables", "segments"];

    private const int MaxCharacters = 64 << 20;
    private readonly JsonNode? _profile;
    private readonly JsonNode? _event;
    private readonly JsonArray _events;
    private readonly JsonObject _context;
    private readonly long _nowNs;

    private EvalInput(JsonNode? profile, JsonNode? current, JsonArray events, JsonObject context, long nowNs) =>
        (_profile, _event, _events, _context, _nowNs) = (profile, current, events, context, nowNs);

    /// <summary>The context's roots are known by name, all types are open.</summary>
    public ExpressionSchema Schema =>
        new()
        {
            Contexts = _context
                .Where(c => !Functional.Contains(c.Key))
                .ToDictionary(c => c.Key, _ => ExpressionType.Any, StringComparer.Ordinal),
        };

    /// <summary>Reads the files. Throws <see cref="InvalidDataException"/> with the file's name when one is not what it should be.</summary>
    public static EvalInput Load(EvalData data, TimeProvider clock)
    {
        var current = data.Event is { } e ? Read(e) : null;
        var events = data.History is { } h ? Events(h) : [];
        if (current is not null)
            events.Add(current.DeepClone());
        var context = data.Context is null
            ? []
            : Read(data.Context) as JsonObject ?? throw new InvalidDataException($"{data.Context}: expected an object of roots by name");
        return new(data.Profile is { } p ? Read(p) : null, current, events, context, NowNs(data.Now, events, clock));
    }

    /// <summary>Sets what the plan needs.</summary>
    public void Fill(EvaluationInput input, ExpressionNeeds needs)
    {
        input.Root = Values(_profile ?? _event);
        input.Events = Values(_events);
        input.Contexts = Values(
            new JsonObject(_context.Where(c => !Functional.Contains(c.Key)).Select(c => KeyValuePair.Create(c.Key, c.Value?.DeepClone())))
        );
        input.Segments = Values(_context["segments"]);
        input.Tables = Values(_context["tables"]);
        input.NowNs = _nowNs;
        input.Scores = [.. needs.Scores.Select(s => EvalScores.Of(_context["scores"]?[s.Service], s, _nowNs) ?? double.NaN)];
    }

    private static Value Values(JsonNode? node) => node is null ? Value.Null : JsonValues.Parse(node.ToJsonString());

    private static long NowNs(string? now, JsonArray events, TimeProvider clock)
    {
        if (now is not null)
            return TimeNs(now) ?? throw new ArgumentException($"--now takes a time such as 2026-03-11T10:30:00Z, found '{now}'");
        var newest = events
            .Select(e => (e as JsonObject)?["timestamp"] is JsonValue t && t.TryGetValue<string>(out var text) ? TimeNs(text) : null)
            .Max();
        return newest ?? (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
    }

    internal static long? TimeNs(string text) => XdmTime.TryParse(Encoding.UTF8.GetBytes(text), out var ns) ? ns : null;

    private static JsonNode Read(string file) => Parse(file, Text(file), 0);

    private static string Text(string file)
    {
        var text = DocumentFile.ReadText(file, MaxCharacters);
        return text.Length <= MaxCharacters
            ? text
            : throw new InvalidDataException($"{file}: more than {MaxCharacters >> 20} Mi characters; give a part of it");
    }

    private static JsonArray Events(string file)
    {
        var text = Text(file);
        if (text.TrimStart().StartsWith('['))
            return (JsonArray)Parse(file, text, 0);
        return
        [
            .. text.Split('\n')
                .Select((line, i) => (line, i))
                .Where(l => l.line.Trim().Length > 0)
                .Select(l => Parse(file, l.line, l.i + 1)),
        ];
    }

    private static JsonNode Parse(string file, string json, int line)
    {
        try
        {
            return JsonNode.Parse(json) ?? throw new InvalidDataException($"{file}: expected an object, found null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}{(line > 0 ? $":{line}" : "")}: {e.Message}", e);
        }
    }
}
