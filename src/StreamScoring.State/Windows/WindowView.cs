using System.Runtime.InteropServices;

namespace StreamScoring.State.Windows;

/// <summary>The entries of one window, ordered by time, then arrival. Sums run plain, left to right, in that order. The default is an empty window.</summary>
public readonly ref struct WindowView
{
    private readonly ReadOnlySpan<byte> _entries;
    private readonly bool _hasValues;
    private readonly DistinctCounter? _counter;

    internal WindowView(ReadOnlySpan<byte> entries, bool hasValues, bool isIncomplete, DistinctCounter counter)
    {
        _entries = entries;
        _hasValues = hasValues;
        _counter = counter;
        IsIncomplete = isIncomplete;
        Count = entries.Length / (hasValues ? WindowSection.NumberBytes : WindowSection.TimeBytes);
    }

    /// <summary>Whether entries that could lie in this window were let go before.</summary>
    public bool IsIncomplete { get; }

    /// <summary>How many entries.</summary>
    public int Count { get; }

    /// <summary>The time of the oldest, ns since the epoch; throws of none.</summary>
    public long OldestNs() => MemoryMarshal.Read<long>(_entries);

    /// <summary>The time of the newest, ns since the epoch; throws of none.</summary>
    public long NewestNs() =>
        MemoryMarshal.Read<long>(_entries[((Count - 1) * (_hasValues ? WindowSection.NumberBytes : WindowSection.TimeBytes))..]);

    /// <summary>Their sum; 0 of none.</summary>
    public double Sum()
    {
        var sum = 0.0;
        foreach (ref readonly var e in Entries)
            sum += e.Value;
        return sum;
    }

    /// <summary>Their mean; NaN of none.</summary>
    public double Mean() => Count == 0 ? double.NaN : Sum() / Count;

    /// <summary>The smallest; NaN of none.</summary>
    public double Min()
    {
        var entries = Entries;
        if (entries.IsEmpty)
            return double.NaN;
        var min = entries[0].Value;
        foreach (ref readonly var e in entries[1..])
            min = e.Value < min ? e.Value : min;
        return min;
    }

    /// <summary>The largest; NaN of none.</summary>
    public double Max()
    {
        var entries = Entries;
        if (entries.IsEmpty)
            return double.NaN;
        var max = entries[0].Value;
        foreach (ref readonly var e in entries[1..])
            max = e.Value > max ? e.Value : max;
        return max;
    }

    /// <summary>Their sample standard deviation (divisor n - 1); NaN of fewer than two.</summary>
    public double Std()
    {
        if (Count < 2)
            return double.NaN;
        var mean = Mean();
        var sum = 0.0;
        foreach (ref readonly var e in Entries)
            sum += (e.Value - mean) * (e.Value - mean);
        return Math.Sqrt(sum / (Count - 1));
    }

    /// <summary>How many different values; 0 and -0 are the same.</summary>
    public int Unique()
    {
        if (Count < 2)
            return Count;
        _counter!.Begin(Count);
        foreach (ref readonly var e in Entries)
            _counter.Add(DistinctBits(e.Value));
        return _counter.Count;
    }

    /// <summary>The value of the oldest; NaN of none.</summary>
    public double First() => Count == 0 ? double.NaN : Entries[0].Value;

    /// <summary>The value of the newest; NaN of none.</summary>
    public double Last() => Count == 0 ? double.NaN : Entries[^1].Value;

    /// <summary>Bits that are equal where the numbers are.</summary>
    internal static ulong DistinctBits(double value) => BitConverter.DoubleToUInt64Bits(value == 0 ? 0.0 : value);

    private ReadOnlySpan<Entry> Entries =>
        _hasValues || Count == 0
            ? MemoryMarshal.Cast<byte, Entry>(_entries)
            : throw new InvalidOperationException("this window keeps no values, only times");

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly struct Entry
    {
        public readonly long TimeNs;
        public readonly double Value;
    }
}
