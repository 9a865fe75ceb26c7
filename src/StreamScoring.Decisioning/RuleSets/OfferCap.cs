using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets;

/// <summary>What a cap counts.</summary>
public enum CapCounts : byte
{
    /// <summary>Decisions for the offer.</summary>
    Decision,

    /// <summary>Displays that an application reports.</summary>
    Display,

    /// <summary>Clicks and the like that an application reports.</summary>
    Interact,
}

/// <summary>Over which time a cap counts.</summary>
public enum CapPeriod : byte
{
    /// <summary>For ever.</summary>
    Ever,

    /// <summary>The UTC day.</summary>
    Day,

    /// <summary>The UTC week, from Monday.</summary>
    Week,

    /// <summary>The UTC month.</summary>
    Month,

    /// <summary>The <see cref="OfferCap.RollingNs"/> before.</summary>
    Rolling,
}

/// <summary>How often an offer may be shown.</summary>
/// <param name="Counts">What counts.</param>
/// <param name="Most">The most of it.</param>
/// <param name="PerProfile">Whether each person is counted alone, or all together.</param>
/// <param name="Period">Over which time.</param>
/// <param name="RollingNs">The length of a rolling period, ns of event time; 0 otherwise.</param>
/// <param name="Source">Where it stands.</param>
public sealed record OfferCap(CapCounts Counts, long Most, bool PerProfile, CapPeriod Period, long RollingNs, DocumentNode Source);
