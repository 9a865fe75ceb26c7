using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamScoring.Events.Faults;

namespace StreamScoring.Events.Wire.Json;

/// <summary>
/// A place in JSON text whose bytes are known to be valid UTF-8, and what went wrong there. The reading functions return false after <see cref="Fail"/>;
/// the text is then given up. A reader of its own because Utf8JsonReader takes as long to step over the tokens of a Luma event (1.15 µs) as this decoder takes
/// for everything (1.25 µs), and checks neither UTF-8 nor surrogates of what is skipped.
/// </summary>
internal ref struct JsonCursor
{
    private readonly ref byte _first;

    /// <summary>The next byte to read.</summary>
    public int Position;

    public JsonCursor(ReadOnlySpan<byte> text, int maxDepth)
    {
        Text = text;
        Length = text.Length;
        MaxDepth = maxDepth;
        _first = ref MemoryMarshal.GetReference(text);
    }

    public ReadOnlySpan<byte> Text { get; }

    public int Length { get; }

    public int MaxDepth { get; }

    /// <summary>What went wrong at <see cref="Position"/>, or null.</summary>
    public string? Error { get; private set; }

    public FaultCode ErrorCode { get; private set; }

    /// <summary>Unchecked access; <paramref name="index"/> lies in the text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref byte At(int index) => ref Unsafe.Add(ref _first, index);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Fail(int at, string expected, FaultCode code = FaultCode.Malformed)
    {
        Position = at;
        Error = expected;
        ErrorCode = code;
        return false;
    }

    /// <summary>Passes white space; the byte that comes then, or 0 (which begins nothing) at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Peek()
    {
        var at = Position;
        if (at < Length)
        {
            var b = At(at);
            if (b > ' ')
                return b;
        }

        return PeekBeyondSpace();
    }

    /// <summary>Reads <c>true</c>, <c>false</c> or <c>null</c>, of which the first letter was seen.</summary>
    public bool ReadLiteral(byte first)
    {
        var (at, word) = (
            Position,
            first == 't' ? 0x65757274u
            : first == 'n' ? 0x6C6C756Eu
            : 0x736C6166u
        );
        var length = first == 'f' ? 5 : 4;
        if (at + length > Length || Unsafe.ReadUnaligned<uint>(ref At(at)) != word || (length == 5 && At(at + 4) != 'e'))
            return Fail(at, "true, false, null or another value was expected");
        Position = at + length;
        return true;
    }

    /// <summary>Reads a string of which the opening quote was seen; the text between the quotes is [<paramref name="start"/>, <paramref name="end"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadString(out int start, out int end, out bool escaped)
    {
        start = Position + 1;
        escaped = false;
        end = JsonStrings.FindNearEnd(ref _first, start, Length);
        if (end < 0)
        {
            // A local of its own, so that the usual case keeps everything in registers.
            end = JsonStrings.FindEnd(ref this, start, out var hasEscapes);
            if (end < 0)
                return false;
            escaped = hasEscapes;
        }

        Position = end + 1;
        return true;
    }

    /// <summary>Passes over a string of which the opening quote was seen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool SkipString() => ReadString(out _, out _, out _);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte PeekBeyondSpace()
    {
        var at = Position;
        while (at < Length && At(at) is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            at++;
        Position = at;
        return at < Length ? At(at) : (byte)0;
    }
}
