using System.IO.Hashing;

namespace StreamScoring.State.Windows;

/// <summary>The texts of one window, ordered by time, then arrival. The default is an empty window.</summary>
public ref struct TextWindowView
{
    private readonly DistinctCounter? _counter;

    internal TextWindowView(DistinctCounter counter) => _counter = counter;

    /// <summary>Whether texts that could lie in this window were let go before, or one in it was cut.</summary>
    public bool IsIncomplete { get; internal set; }

    /// <summary>How many texts.</summary>
    public int Count { get; internal set; }

    internal ReadOnlySpan<byte> Records { get; set; }

    internal ReadOnlySpan<byte> LastText { get; set; }

    /// <summary>The oldest text (UTF-8); empty of none.</summary>
    public readonly ReadOnlySpan<byte> First() => Count == 0 ? default : TextWindow.Text(Records, 0);

    /// <summary>The newest text (UTF-8); empty of none.</summary>
    public readonly ReadOnlySpan<byte> Last() => LastText;

    /// <summary>How many different texts, told apart by a 64-bit hash.</summary>
    public readonly int Unique()
    {
        if (Count < 2)
            return Count;
        _counter!.Begin(Count);
        for (var at = 0; at < Records.Length; at = TextWindow.Next(Records, at))
            _counter.Add(XxHash3.HashToUInt64(TextWindow.Text(Records, at)));
        return _counter.Count;
    }
}
