using System.Text;

namespace StreamScoring.Decisioning.Experiments;

/// <summary>The people who are shown nothing chosen for them, so that the worth of choosing can be told: a share of all, the same people for as long as the salt stays.</summary>
public sealed class Holdout
{
    private readonly byte[] _salt;

    /// <summary>A holdout. Throws <see cref="ArgumentOutOfRangeException"/> when the share is not from 0 to 1.</summary>
    public Holdout(string salt, double share)
    {
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "a share is from 0 to 1");
        _salt = Encoding.UTF8.GetBytes(salt);
        Share = share;
    }

    /// <summary>How many of all, 0 to 1.</summary>
    public double Share { get; }

    /// <summary>Whether an identity (UTF-8, <c>namespace:id</c>) is held out. A larger share keeps whom a smaller one held.</summary>
    public bool Holds(ReadOnlySpan<byte> identity) => Bucketing.IsWithin(Bucketing.Of(_salt, identity), Share);
}
