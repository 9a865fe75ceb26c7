using System.Buffers;
using System.Globalization;
using StreamScoring.Events.Wire;

namespace StreamScoring.Events.Scores;

/// <summary>Appends to a buffer writer piece by piece, asking it for room seldom. Finish with <see cref="Flush"/>.</summary>
internal ref struct ByteSink(IBufferWriter<byte> target)
{
    private const int LeastRoom = 1024;

    private readonly IBufferWriter<byte> _target = target;
    private Span<byte> _room;
    private int _used;

    /// <summary>Appends bytes.</summary>
    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _used += bytes.Length;
    }

    /// <summary>Appends one byte.</summary>
    public void Write(byte value)
    {
        Room(1)[0] = value;
        _used++;
    }

    /// <summary>Appends a value that formats itself as UTF-8 in at most 64 bytes; numbers come out as the shortest text that reads back the same.</summary>
    public void WriteNumber<T>(T value)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(Room(64), out var length, default, CultureInfo.InvariantCulture);
        _used += length;
    }

    /// <summary>Appends a time as RFC 3339 text.</summary>
    public void WriteTime(long ns) => _used += TimeText.Write(Room(TimeText.MaxBytes), ns);

    /// <summary>Room for at least <paramref name="length"/> bytes, to be claimed by <see cref="Advance"/>.</summary>
    public Span<byte> Room(int length)
    {
        if (_room.Length - _used < length)
        {
            Flush();
            _room = _target.GetSpan(Math.Max(length, LeastRoom));
        }

        return _room[_used..];
    }

    /// <summary>Claims bytes written to <see cref="Room"/>.</summary>
    public void Advance(int length) => _used += length;

    /// <summary>Hands everything to the target.</summary>
    public void Flush()
    {
        _target.Advance(_used);
        _room = default;
        _used = 0;
    }
}
