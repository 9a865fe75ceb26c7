using System.Globalization;
using Google.Protobuf;

namespace StreamScoring.Inference.Inspection;

/// <summary>
/// Walks the fields of one protobuf message in place. A field that is not read is skipped; a message, string or list that claims to end beyond the message
/// around it is refused, so nothing is allocated for a length that is not there.
/// </summary>
internal sealed class ProtoCursor
{
    private const int MaxNesting = 100;

    private readonly byte[] _bytes;
    private readonly int _nesting;
    private CodedInputStream _input;
    private bool _pending;
    private uint _tag;

    public ProtoCursor(byte[] bytes)
        : this(bytes, 0, bytes.Length, 0) { }

    /// <summary>A second walk over a message that has not been walked yet.</summary>
    public ProtoCursor(ProtoCursor message)
        : this(message._bytes, message.Start, message.End, message._nesting) { }

    private ProtoCursor(byte[] bytes, int start, int end, int nesting)
    {
        if (nesting > MaxNesting)
            throw new RefusedException(
                RefusalReason.TooLarge,
                string.Create(CultureInfo.InvariantCulture, $"messages are nested deeper than {MaxNesting}")
            );
        _bytes = bytes;
        _nesting = nesting;
        Start = start;
        End = end;
        _input = new CodedInputStream(bytes, start, end - start);
    }

    /// <summary>The first byte of the message in the file.</summary>
    public int Start { get; }

    /// <summary>The byte after the message.</summary>
    public int End { get; }

    /// <summary>The field that <see cref="Next"/> found.</summary>
    public int Field => WireFormat.GetTagFieldNumber(_tag);

    /// <summary>The first byte of the field's tag.</summary>
    public int FieldStart { get; private set; }

    /// <summary>The byte that is read next.</summary>
    public int Position => (int)_input.Position;

    private bool IsLengthDelimited => WireFormat.GetTagWireType(_tag) == WireFormat.WireType.LengthDelimited;

    /// <summary>Goes to the next field; false at the end of the message.</summary>
    public bool Next()
    {
        if (_pending)
            _input.SkipLastField();
        _pending = false;
        if (Position >= End)
            return false;
        FieldStart = Position;
        _tag = _input.ReadTag();
        _pending = true;
        return true;
    }

    /// <summary>Goes behind the field, so that <see cref="Position"/> is the byte after it.</summary>
    public void Skip()
    {
        if (_pending)
            _input.SkipLastField();
        _pending = false;
    }

    /// <summary>The message that the field holds; this cursor stands behind it already.</summary>
    public ProtoCursor Enter()
    {
        Expect(IsLengthDelimited);
        var length = _input.ReadLength();
        var start = Position;
        if (length < 0 || length > End - start)
            throw InvalidLength();
        _pending = false;
        _input = new CodedInputStream(_bytes, start + length, End - start - length);
        return new ProtoCursor(_bytes, start, start + length, _nesting + 1);
    }

    /// <summary>The text that the field holds.</summary>
    public string Text()
    {
        Expect(IsLengthDelimited);
        _pending = false;
        return _input.ReadString();
    }

    /// <summary>The integer that the field holds.</summary>
    public long Integer()
    {
        Expect(WireFormat.GetTagWireType(_tag) == WireFormat.WireType.Varint);
        _pending = false;
        return _input.ReadInt64();
    }

    /// <summary>Adds the integers of a repeated field, packed or not, as long as <paramref name="values"/> holds fewer than <paramref name="most"/>.</summary>
    public void Integers(List<long> values, int most)
    {
        if (!IsLengthDelimited)
        {
            var value = Integer();
            if (values.Count < most)
                values.Add(value);
            return;
        }

        var packed = Enter();
        while (packed.Position < packed.End)
        {
            var value = packed._input.ReadInt64();
            if (values.Count < most)
                values.Add(value);
        }
    }

    /// <summary>The bytes of a length-delimited field, in place.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var inner = Enter();
        return _bytes.AsSpan(inner.Start, inner.End - inner.Start);
    }

    private static RefusedException InvalidLength() =>
        new(RefusalReason.Malformed, "a field claims to be longer than what is there (is the file truncated?)");

    private void Expect(bool fits)
    {
        if (!fits)
            throw new RefusedException(
                RefusalReason.Malformed,
                string.Create(CultureInfo.InvariantCulture, $"field {Field} has another wire type than ONNX gives it")
            );
    }
}
