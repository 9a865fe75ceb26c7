using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using StreamScoring.Events.Columns;

namespace StreamScoring.Expressions.Values;

/// <summary>What a value is.</summary>
public enum ValueKind : byte
{
    /// <summary>Not there.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A 64-bit integer.</summary>
    Integer,

    /// <summary>A finite binary64 number.</summary>
    Number,

    /// <summary>UTF-8 text.</summary>
    Text,

    /// <summary>A moment, ns since 1970-01-01T00:00:00Z.</summary>
    Time,

    /// <summary>A stretch of time: a day, a month, …</summary>
    Interval,

    /// <summary>A list.</summary>
    List,

    /// <summary>A map made by <c>groupBy</c> or <c>mapEntry</c>, keys of any kind in order of first appearance.</summary>
    Map,

    /// <summary>An object of the data; also read as a map from texts.</summary>
    Object,
}

/// <summary>
/// A value of the language in 32 bytes. Text, lists and objects are handles into the data or the evaluator's arena: they are valid until the data changes or the
/// evaluator evaluates again.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct Value
{
    private readonly object? _source;
    private readonly long _bits;
    private readonly int _a;
    private readonly int _b;

    private Value(ValueKind kind, object? source, long bits, int a, int b) => (Kind, _source, _bits, _a, _b) = (kind, source, bits, a, b);

    /// <summary>Null.</summary>
    public static Value Null => default;

    /// <summary>What it is.</summary>
    public ValueKind Kind { get; }

    /// <summary>Whether it is not there.</summary>
    public bool IsNull => Kind == ValueKind.Null;

    /// <summary>The value of a <see cref="ValueKind.Boolean"/>.</summary>
    public bool Boolean => _bits != 0;

    /// <summary>The value of an <see cref="ValueKind.Integer"/>.</summary>
    public long Integer => _bits;

    /// <summary>The value of a <see cref="ValueKind.Number"/>.</summary>
    public double Number => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The value of a <see cref="ValueKind.Time"/>, or the start of an <see cref="ValueKind.Interval"/>, ns since the epoch.</summary>
    public long TimeNs => _bits;

    /// <summary>The end of an <see cref="ValueKind.Interval"/>, not included, ns since the epoch.</summary>
    public long EndNs => ((long)_a << 32) | (uint)_b;

    /// <summary>The bytes of a <see cref="ValueKind.Text"/>.</summary>
    public ReadOnlySpan<byte> Utf8 => _bits == 0 ? Unsafe.As<byte[]>(_source!).AsSpan(_a, _b) : Unsafe.As<TextColumn>(_source!)[_a];

    /// <summary>How many items a <see cref="ValueKind.List"/> or entries a <see cref="ValueKind.Map"/> or <see cref="ValueKind.Object"/> has.</summary>
    public int Count => _b;

    /// <summary>Where a list, map or object begins in its source; the source gives it a meaning.</summary>
    public int Handle => _a;

    internal ValueSource Source => Unsafe.As<ValueSource>(_source!);

    internal object? Owner => _source;

    /// <summary>A boolean.</summary>
    public static Value Of(bool value) => new(ValueKind.Boolean, null, value ? 1 : 0, 0, 0);

    /// <summary>An integer.</summary>
    public static Value Of(long value) => new(ValueKind.Integer, null, value, 0, 0);

    /// <summary>A number; NaN and the infinities are null.</summary>
    public static Value Of(double value) =>
        double.IsFinite(value) ? new(ValueKind.Number, null, BitConverter.DoubleToInt64Bits(value), 0, 0) : default;

    /// <summary>A moment, ns since the epoch.</summary>
    public static Value Time(long ns) => new(ValueKind.Time, null, ns, 0, 0);

    /// <summary>A stretch of time from <paramref name="startNs"/> up to and without <paramref name="endNs"/>.</summary>
    public static Value Interval(long startNs, long endNs) => new(ValueKind.Interval, null, startNs, (int)(endNs >> 32), (int)endNs);

    /// <summary>A text that lies in <paramref name="bytes"/>.</summary>
    public static Value Text(byte[] bytes, int start, int length) => new(ValueKind.Text, bytes, 0, start, length);

    /// <summary>A text of its own.</summary>
    public static Value Text(string text) => Encoding.UTF8.GetBytes(text) is var bytes ? Text(bytes, 0, bytes.Length) : default;

    /// <summary>The text of a row of a column, which must not be null; valid as long as the row is.</summary>
    public static Value Text(TextColumn column, int row) => new(ValueKind.Text, column, 1, row, 0);

    /// <summary>A list of <paramref name="count"/> items.</summary>
    public static Value List(ValueSource source, int handle, int count) => new(ValueKind.List, source, 0, handle, count);

    /// <summary>An object of <paramref name="count"/> fields.</summary>
    public static Value Object(ValueSource source, int handle, int count) => new(ValueKind.Object, source, 0, handle, count);

    internal static Value Map(ValueSource source, int handle, int count) => new(ValueKind.Map, source, 0, handle, count);

    /// <summary>An item of a list.</summary>
    public Value Item(int index) => Source.Item(this, index);

    /// <summary>The key of an entry of a map or object.</summary>
    public Value Key(int index) => Source.Key(this, index);

    /// <summary>The value of an entry of a map or object.</summary>
    public Value Entry(int index) => Source.Entry(this, index);

    /// <summary>A field of an object or the value of a key of a map; null when there is none, or when this is neither.</summary>
    public Value Field(FieldName name) => Kind >= ValueKind.Map ? Source.Field(this, name) : default;

    /// <summary>The value as JSON, for messages and tests.</summary>
    public override string ToString() => ValueJson.Write(this);
}
