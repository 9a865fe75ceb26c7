using System.Buffers;

namespace StreamScoring.EmbeddedLog.Writing;

/// <summary>The state changes of one transaction in the order they were made, in one buffer.</summary>
internal sealed class PendingState : IDisposable
{
    private const int KeptBytes = 4 * 1024 * 1024;
    private readonly List<Change> _changes = [];
    private byte[] _bytes = [];
    private int _used;

    public int Count => _changes.Count;

    public void Put(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var needed = checked(_used + key.Length + value.Length);
        if (_bytes.Length < needed)
        {
            var fresh = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(4096, (int)Math.Min(_bytes.Length * 2L, Array.MaxLength))));
            _bytes.AsSpan(0, _used).CopyTo(fresh);
            Return();
            _bytes = fresh;
        }

        key.CopyTo(_bytes.AsSpan(_used));
        value.CopyTo(_bytes.AsSpan(_used + key.Length));
        _changes.Add(new Change(partition, _used, key.Length, value.Length));
        _used = needed;
    }

    public int Partition(int index) => _changes[index].Partition;

    public ReadOnlySpan<byte> Key(int index) => _bytes.AsSpan(_changes[index].Start, _changes[index].KeyLength);

    public ReadOnlySpan<byte> Value(int index) =>
        _bytes.AsSpan(_changes[index].Start + _changes[index].KeyLength, _changes[index].ValueLength);

    public void Clear()
    {
        _changes.Clear();
        _used = 0;
        if (_bytes.Length > KeptBytes)
            Dispose();
    }

    public void Dispose()
    {
        Return();
        _bytes = [];
    }

    private void Return()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
    }

    private readonly record struct Change(int Partition, int Start, int KeyLength, int ValueLength);
}
