using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace StreamScoring.TestKit.Logs.Memory;

/// <summary>The state of one group and input partition number. A value that fits takes the place of the one before without allocating.</summary>
internal sealed class MemoryState
{
    private readonly Dictionary<byte[], Cell> _cells = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], Cell>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;

    public MemoryState() => _byBytes = _cells.GetAlternateLookup<ReadOnlySpan<byte>>();

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            _byBytes.Remove(key);
            return;
        }

        if (!_byBytes.TryGetValue(key, out var cell))
            _byBytes[key] = cell = new Cell();
        cell.Set(value);
    }

    /// <summary>Every key and value, in key order.</summary>
    public IReadOnlyList<(byte[] Key, byte[] Value)> Snapshot() =>
        [.. _cells.OrderBy(c => c.Key, BytesComparer.Instance).Select(c => (c.Key, c.Value.Bytes.ToArray()))];

    private sealed class Cell
    {
        private byte[] _bytes = [];
        private int _length;

        public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public void Set(ReadOnlySpan<byte> value)
        {
            if (_bytes.Length < value.Length)
                _bytes = new byte[value.Length + (value.Length / 2)];
            value.CopyTo(_bytes);
            _length = value.Length;
        }
    }

    private sealed class BytesComparer
        : IEqualityComparer<byte[]>,
            IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>,
            IComparer<byte[]>
    {
        public static readonly BytesComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => unchecked((int)XxHash3.HashToUInt64(alternate));

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
