using System.Text;
using System.Text.Json;
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
    private readonly EvalContext _context;
    private readonly long _nowNs;

    private EvalInput(EvalData data, TimeProvider clock)
    {
        JsonElement? current = data.Event is { } e ? EvalFile.Object("--event", e, "an event, an object such as {\"timestamp\": …}") : null;
        Events = data.History is { } history ? EvalFile.Events("--history", history) : [];
        if (current is { } last)
            Events.Add(last);
        Root = data.Profile is { } profile ? EvalFile.Object("--profile", profile, "a profile, an object of its fields") : current;
        _context = data.Context is { } context ? EvalContext.Load(context) : EvalContext.Empty;
        _nowNs = NowNs(data.Now, clock);
    }

    /// <summary>What bare fields refer to; null when neither a profile nor an event was given.</summary>
    public JsonElement? Root { get; }

    /// <summary>The history with the current event as its last.</summary>
    public List<JsonElement> Events { get; }

    /// <summary>The context's roots are known by name, all types are open.</summary>
    public ExpressionSchema Schema =>
        new() { Contexts = _context.Roots.ToDictionary(r => r, _ => ExpressionType.Any, StringComparer.Ordinal) };

    /// <summary>Reads the files. Throws <see cref="InvalidDataException"/> with the file's name when one is not what it should be.</summary>
    public static EvalInput Load(EvalData data, TimeProvider clock) => new(data, clock);

    /// <summary>Sets what the plan needs.</summary>
    public void Fill(EvaluationInput input, ExpressionNeeds needs)
    {
        input.Root = Root is { } root ? JsonValues.Parse(root.GetRawText()) : Value.Null;
        input.Events = JsonValues.Parse("[" + string.Join(',', Events.Select(e => e.GetRawText())) + "]");
        input.Contexts = _context.RootValues;
        input.Segments = _context.Segments;
        input.Tables = _context.Tables;
        input.NowNs = _nowNs;
        input.Scores = [.. needs.Scores.Select(s => EvalScores.Of(_context.Scores(s.Service), s, _nowNs) ?? double.NaN)];
    }

    internal static long? TimeNs(string text) => XdmTime.TryParse(Encoding.UTF8.GetBytes(text), out var ns) ? ns : null;

    private long NowNs(string? now, TimeProvider clock)
    {
        if (now is not null)
            return TimeNs(now) ?? throw new ArgumentException($"--now takes a time such as 2026-03-11T10:30:00Z, found '{now}'");
        var newest = Events.Select(e => e.TryGetProperty("timestamp", out var time) ? TimeNs(time) : null).Max();
        return newest ?? (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
    }

    private static long? TimeNs(JsonElement time) =>
        time.ValueKind switch
        {
            JsonValueKind.String => TimeNs(time.GetString()!),
            JsonValueKind.Number when time.TryGetInt64(out var ms) && XdmTime.TryFromEpochMs(ms, out var ns) => ns,
            _ => null,
        };
}
