namespace StreamScoring.State.Windows;

/// <summary>A window that ends at each event's own timestamp.</summary>
/// <param name="LengthNs">How far back it reaches, ns; more than 0.</param>
/// <param name="Closed">Which ends belong to it.</param>
public readonly record struct WindowSpec(long LengthNs, WindowClosed Closed)
{
    /// <summary>Whether the older end belongs.</summary>
    public bool HasOldest => Closed is WindowClosed.Left or WindowClosed.Both;

    /// <summary>Whether the newer end belongs.</summary>
    public bool HasNewest => Closed is WindowClosed.Right or WindowClosed.Both;

    /// <summary>The smallest time in the window of an event at <paramref name="timeNs"/>.</summary>
    internal long FirstNs(long timeNs)
    {
        var start = Before(timeNs, LengthNs);
        return HasOldest || start == long.MinValue ? start : start + 1;
    }

    /// <summary>One past the largest time in the window of an event at <paramref name="timeNs"/>; the very last nanosecond of the range is in none.</summary>
    internal long EndNs(long timeNs) => HasNewest && timeNs < long.MaxValue ? timeNs + 1 : timeNs;

    /// <summary>The oldest time that is kept when the newest is <paramref name="newestNs"/>.</summary>
    internal long KeptNs(long newestNs, long allowedLatenessNs) => Before(Before(newestNs, LengthNs), allowedLatenessNs);

    private static long Before(long timeNs, long spanNs) => timeNs < long.MinValue + spanNs ? long.MinValue : timeNs - spanNs;
}
