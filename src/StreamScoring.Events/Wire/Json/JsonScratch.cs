namespace StreamScoring.Events.Wire.Json;

/// <summary>Room for unescaped text of one event. Grows to what the largest event needed, then allocates no more.</summary>
internal sealed class JsonScratch
{
    private byte[] _bytes = new byte[1024];
    private int _used;

    /// <summary>Gives back the room of the event before.</summary>
    public void Clear() => _used = 0;

    /// <summary>The text with its escapes replaced. It stays as it is until <see cref="Clear"/>, even when more is unescaped.</summary>
    public ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw)
    {
        // Spans handed out before keep the buffer they lie in alive.
        if (_bytes.Length - _used < raw.Length)
            (_bytes, _used) = (new byte[Math.Max(_bytes.Length * 2, raw.Length)], 0);
        var target = _bytes.AsSpan(_used);
        var length = JsonStrings.Unescape(raw, target);
        _used += length;
        return target[..length];
    }
}
