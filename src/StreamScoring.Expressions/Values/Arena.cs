namespace StreamScoring.Expressions.Values;

/// <summary>
/// Where an evaluation puts the lists, maps and texts that it makes. Grows to the largest evaluation seen and is then reused; emptied at the start of each evaluation.
/// </summary>
internal sealed class Arena : ValueSource
{
    private Value[] _stable = new Value[64];
    private Value[] _open = new Value[64];
    private byte[] _bytes = new byte[256];
    private int _stableCount;
    private int _openCount;
    private int _byteCount;

    /// <summary>Where the list begins that is being collected from now on.</summary>
    public int Begin() => _openCount;

    /// <summary>Adds to the list begun last.</summary>
    public void Add(in Value value)
    {
        if (_openCount == _open.Length)
            Array.Resize(ref _open, _open.Length * 2);
        _open[_openCount++] = value;
    }

    /// <summary>What was added since <paramref name="begin"/>.</summary>
    public Span<Value> Collected(int begin) => _open.AsSpan(begin, _openCount - begin);

    /// <summary>Drops what was added since <paramref name="begin"/>.</summary>
    public void Drop(int begin) => _openCount = begin;

    /// <summary>Makes a list of what was added since <paramref name="begin"/>.</summary>
    public Value EndList(int begin)
    {
        var count = _openCount - begin;
        return Value.List(this, Keep(begin), count);
    }

    /// <summary>Makes a map of the keys and values added in turn since <paramref name="begin"/>.</summary>
    public Value EndMap(int begin)
    {
        var count = (_openCount - begin) / 2;
        return Value.Map(this, Keep(begin), count);
    }

    /// <summary>Room for a text of at most <paramref name="maxLength"/> bytes; finish with <see cref="EndText"/>.</summary>
    public Span<byte> BeginText(int maxLength)
    {
        // The old buffer is left to the collector: texts made in it stay readable.
        if (_bytes.Length - _byteCount < maxLength)
            (_bytes, _byteCount) = (new byte[Math.Max(maxLength, _bytes.Length * 2)], 0);
        return _bytes.AsSpan(_byteCount, maxLength);
    }

    /// <summary>The text of the first <paramref name="length"/> bytes of what <see cref="BeginText"/> gave.</summary>
    public Value EndText(int length)
    {
        var text = Value.Text(_bytes, _byteCount, length);
        _byteCount += length;
        return text;
    }

    /// <summary>Empties the arena; what was made in it is no longer valid.</summary>
    public void Clear() => (_stableCount, _openCount, _byteCount) = (0, 0, 0);

    /// <inheritdoc/>
    public override Value Item(in Value list, int index) => _stable[list.Handle + index];

    /// <inheritdoc/>
    public override Value Key(in Value map, int index) => _stable[map.Handle + (2 * index)];

    /// <inheritdoc/>
    public override Value Entry(in Value map, int index) => _stable[map.Handle + (2 * index) + 1];

    private int Keep(int begin)
    {
        var collected = Collected(begin);
        var start = _stableCount;
        if (_stable.Length - _stableCount < collected.Length)
            Array.Resize(ref _stable, Math.Max(_stableCount + collected.Length, _stable.Length * 2));
        collected.CopyTo(_stable.AsSpan(start));
        _stableCount += collected.Length;
        _openCount = begin;
        return start;
    }
}
