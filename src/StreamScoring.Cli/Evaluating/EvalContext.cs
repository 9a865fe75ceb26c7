using System.Text.Json;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Cli.Evaluating;

/// <summary>The file of <c>--context</c>: roots by name, and what functions read (<c>scores</c>, <c>tables</c>, <c>segments</c>).</summary>
internal sealed class EvalContext
{
    private readonly string _file;
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);

    private EvalContext(string file) => _file = file;

    /// <summary>Nothing.</summary>
    public static EvalContext Empty { get; } = new("");

    /// <summary>The names of the roots.</summary>
    public IEnumerable<string> Roots => _members.Keys.Where(k => k is not ("scores" or "tables" or "segments"));

    /// <summary>The roots.</summary>
    public Value RootValues =>
        JsonValues.Parse("{" + string.Join(',', Roots.Select(r => $"{JsonSerializer.Serialize(r)}:{_members[r].GetRawText()}")) + "}");

    /// <summary>The lookup tables.</summary>
    public Value Tables => Raw("tables");

    /// <summary>The memberships.</summary>
    public Value Segments => Raw("segments");

    /// <summary>Reads and checks the file.</summary>
    public static EvalContext Load(string file)
    {
        var context = new EvalContext(file);
        foreach (var member in EvalFile.Object("--context", file, "an object of roots by name").EnumerateObject())
            context._members.TryAdd(member.Name, member.Value);
        context.Nested("tables", "an object of tables by name", "a table: an object of rows by key");
        context.Nested("segments", "an object of memberships by namespace", "an object of memberships by id");
        if (context._members.TryGetValue("scores", out var scores))
            EvalScores.Check(file, scores);
        return context;
    }

    /// <summary>The scores of a service; null when there are none.</summary>
    public JsonElement? Scores(string service) =>
        _members.TryGetValue("scores", out var scores) && scores.TryGetProperty(service, out var found) ? found : null;

    private Value Raw(string name) => _members.TryGetValue(name, out var element) ? JsonValues.Parse(element.GetRawText()) : Value.Null;

    private void Nested(string name, string what, string inner)
    {
        if (!_members.TryGetValue(name, out var element))
            return;
        if (element.ValueKind != JsonValueKind.Object)
            throw EvalFile.Wrong($"{_file}: '{name}'", what, element);
        foreach (var member in element.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Object))
            throw EvalFile.Wrong($"{_file}: '{name}.{member.Name}'", inner, member.Value);
    }
}
