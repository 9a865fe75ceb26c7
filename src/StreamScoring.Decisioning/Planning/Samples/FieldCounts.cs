using System.Text.Json;

namespace StreamScoring.Decisioning.Planning.Samples;

/// <summary>How often fields are set in sample events, by event type.</summary>
internal sealed class FieldCounts(IReadOnlyCollection<string> paths)
{
    private readonly Dictionary<string, long> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, string Path), long> _set = [];
    private readonly (string Path, string[] Steps)[] _paths = [.. paths.Select(p => (p, p.Split('.')))];

    /// <summary>The event types that occur.</summary>
    public IReadOnlyCollection<string> Types => _events.Keys;

    /// <summary>Counts an event.</summary>
    public void Add(JsonElement e)
    {
        var type = e.TryGetProperty("eventType", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        _events[type] = _events.GetValueOrDefault(type) + 1;
        foreach (var (path, steps) in _paths)
        {
            if (IsSet(e, steps))
                _set[(type, path)] = _set.GetValueOrDefault((type, path)) + 1;
        }
    }

    /// <summary>The events of some types, null for all, and those of them that have the field.</summary>
    public (long Events, long Set) Of(string path, IReadOnlyList<string>? types)
    {
        var counted = types ?? [.. _events.Keys];
        return (counted.Sum(t => _events.GetValueOrDefault(t)), counted.Sum(t => _set.GetValueOrDefault((t, path))));
    }

    private static bool IsSet(JsonElement at, ReadOnlySpan<string> steps)
    {
        if (at.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in at.EnumerateArray())
            {
                if (IsSet(item, steps))
                    return true;
            }

            return false;
        }

        if (steps.IsEmpty)
            return at.ValueKind != JsonValueKind.Null;
        return at.ValueKind == JsonValueKind.Object && at.TryGetProperty(steps[0], out var next) && IsSet(next, steps[1..]);
    }
}
