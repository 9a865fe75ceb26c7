namespace StreamScoring.Kafka.Registry;

/// <summary>
/// Which lookups run now, and which wait because they failed before: the pause doubles from a quarter of a second to five seconds. Not thread-safe; its owner locks.
/// </summary>
internal sealed class Attempts(TimeProvider clock, int maxRunning)
{
    private const int FirstPauseMs = 250;
    private const int LongestPauseMs = 5_000;
    private const int MaxRemembered = 4_096;

    private readonly HashSet<SchemaKey> _running = [];
    private readonly Dictionary<SchemaKey, Failure> _failed = [];

    /// <summary>The newest failure that no answer has ended yet; null when there is none.</summary>
    public string? Problem => _failed.Count == 0 ? null : _failed.Values.MaxBy(f => f.At)!.Message;

    /// <summary>How many lookups are under way.</summary>
    public int Running => _running.Count;

    /// <summary>Whether a lookup may begin now; it then counts as running until <see cref="Answered"/> or <see cref="Failed"/>.</summary>
    public bool TryBegin(SchemaKey key)
    {
        if (_running.Count >= maxRunning || _running.Contains(key))
            return false;
        if (_failed.TryGetValue(key, out var failure) && clock.GetElapsedTime(failure.At).TotalMilliseconds < failure.PauseMs)
            return false;
        return _running.Add(key);
    }

    /// <summary>The registry answered. True when this key had failed before and no other still does: the registry is well again.</summary>
    public bool Answered(SchemaKey key)
    {
        _running.Remove(key);
        return _failed.Remove(key) && _failed.Count == 0;
    }

    /// <summary>No answer. True when that is news: this key has not failed in this way before.</summary>
    public bool Failed(SchemaKey key, string message)
    {
        _running.Remove(key);
        var known = _failed.TryGetValue(key, out var before);
        if (!known && _failed.Count >= MaxRemembered)
            _failed.Clear();
        _failed[key] = new Failure(clock.GetTimestamp(), known ? Math.Min(2 * before!.PauseMs, LongestPauseMs) : FirstPauseMs, message);
        return !known || before!.Message != message;
    }

    private sealed record Failure(long At, int PauseMs, string Message);
}
