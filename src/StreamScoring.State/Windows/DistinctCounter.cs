using System.Numerics;

namespace StreamScoring.State.Windows;

/// <summary>Counts distinct 64-bit values, over and over without allocating: a round's places are told from older ones by its number.</summary>
internal sealed class DistinctCounter
{
    private (ulong Value, int Round)[] _places = new (ulong, int)[64];
    private int _round;

    /// <summary>Distinct values of this round.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a round of at most <paramref name="values"/> values.</summary>
    public void Begin(int values)
    {
        if (_places.Length < values * 2L)
            _places = new (ulong, int)[checked((int)BitOperations.RoundUpToPowerOf2((uint)values * 2))];
        if (_round == int.MaxValue)
        {
            Array.Clear(_places);
            _round = 0;
        }

        _round++;
        Count = 0;
    }

    /// <summary>Counts a value unless this round had it.</summary>
    public void Add(ulong value)
    {
        var mask = _places.Length - 1;
        // Fibonacci hashing: the upper bits of the product are well mixed.
        for (var at = (int)((value * 0x9E3779B97F4A7C15) >> 32) & mask; ; at = (at + 1) & mask)
        {
            ref var place = ref _places[at];
            if (place.Round != _round)
            {
                place = (value, _round);
                Count++;
                return;
            }

            if (place.Value == value)
                return;
        }
    }
}
