namespace StreamScoring.Kafka.Settings;

/// <summary>
/// Tells what was said a moment ago already: a client without a broker says the same many times a second, in several clients. Usable from
/// any thread.
/// </summary>
internal sealed class Repetitions(TimeProvider time)
{
    private const int Most = 256;
    private static readonly TimeSpan _once = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _said = new(StringComparer.Ordinal);

    /// <summary>Whether the same, apart from its numbers, was said less than 10 s ago; if not, it counts as said now.</summary>
    public bool IsOne(string message)
    {
        var gist = string.Concat(message.Where(c => !char.IsAsciiDigit(c)));
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_said.TryGetValue(gist, out var said) && time.GetElapsedTime(said, now) < _once)
                return true;
            if (_said.Count >= Most)
                _said.Clear();
            _said[gist] = now;
            return false;
        }
    }
}
