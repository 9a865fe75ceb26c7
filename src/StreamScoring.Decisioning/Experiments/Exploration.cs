using System.Globalization;
using System.Text;

namespace StreamScoring.Decisioning.Experiments;

/// <summary>What exploration chose.</summary>
/// <param name="Index">The candidate, by its position in the ranking.</param>
/// <param name="IsExplored">Whether chance chose it. Chance may choose the best, too.</param>
/// <param name="Propensity">How likely this candidate was before the draw, chance and ranking together: what off-policy estimates divide by.</param>
public readonly record struct Explored(int Index, bool IsExplored, double Propensity);

/// <summary>
/// For a share of decisions, any candidate alike instead of the best (epsilon-greedy), so that what is never shown can be learned about. The draw is a hash of the ids of
/// event and placement: deriving the decision again draws the same.
/// </summary>
public sealed class Exploration
{
    private readonly byte[] _whether;
    private readonly byte[] _which;

    /// <summary>An exploration. Throws <see cref="ArgumentOutOfRangeException"/> when the share is not from 0 to 1.</summary>
    public Exploration(string salt, double share)
    {
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "a share is from 0 to 1");
        // Two salts: who explores must say nothing about what is drawn.
        _whether = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{salt}/explore/"));
        _which = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{salt}/candidate/"));
        Share = share;
    }

    /// <summary>How many of the decisions, 0 to 1.</summary>
    public double Share { get; }

    /// <summary>Chooses among <paramref name="candidates"/> (at least 1), the best first.</summary>
    /// <param name="candidates">How many there are.</param>
    /// <param name="eventId">The event's id, UTF-8.</param>
    /// <param name="placement">The placement and, for one with several items, which of them, UTF-8.</param>
    public Explored Choose(int candidates, ReadOnlySpan<byte> eventId, ReadOnlySpan<byte> placement)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        var explores = Bucketing.IsWithin(Draw(_whether, eventId, placement), Share);
        var index = explores ? Bucketing.Pick(Draw(_which, eventId, placement), candidates) : 0;
        var byChance = Share / candidates;
        return new Explored(index, explores, index == 0 ? 1 - Share + byChance : byChance);
    }

    private static uint Draw(byte[] salt, ReadOnlySpan<byte> eventId, ReadOnlySpan<byte> placement)
    {
        var hash = new Murmur3(0);
        hash.Add(salt);
        hash.Add(placement);
        hash.Add("/"u8);
        hash.Add(eventId);
        return hash.End();
    }
}
