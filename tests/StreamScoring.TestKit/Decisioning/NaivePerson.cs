using System.Text.RegularExpressions;

namespace StreamScoring.TestKit.Decisioning;

/// <summary>A transition of the sample's rules. The cause is an event's id, or empty when time went by.</summary>
public sealed record NaiveTransition(string Identity, string Segment, bool Enters, long Time, string Cause);

/// <summary>One person under the sample's rules: all events, looked at anew each time.</summary>
public sealed class NaivePerson(string identity)
{
    public const long Second = TimeSpan.TicksPerSecond;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    /// <summary>In the order in which they are evaluated.</summary>
    public static IReadOnlyList<string> Segments { get; } =
    ["bought-last-24h", "ready-to-buy", "persuadable", "cart-abandoner", "browsing-no-cart", "loyal", "email-launch", "internal-traffic"];

    private static readonly Regex Internal = new(
        "^https?://(localhost|127[.]0[.]0[.]1|author)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    );
    private static readonly long[] Windows = [30 * Minute, Day, 7 * Day, 30 * Day, 365 * Day];

    private readonly List<NaiveEvent> _events = [];

    public string Identity { get; } = identity;

    /// <summary>The largest event time so far.</summary>
    public long Clock { get; private set; } = long.MinValue;

    /// <summary>The segments the person is in.</summary>
    public HashSet<string> In { get; } = new(StringComparer.Ordinal);

    /// <summary>What each placement shows for how long still.</summary>
    public Dictionary<string, (string Offer, long Until)> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>The best score of the last half hour, the current event's included; null without any.</summary>
    public double? Best { get; private set; }

    /// <summary>Lets time go by up to a moment, all that falls due on the way included.</summary>
    public List<NaiveTransition> Wait(long until)
    {
        // A window of events that are at most so old is left a tick (a nanosecond, in the product) after its end; one that are at least so old is entered at it.
        var moments = _events
            .SelectMany(e => Windows.SelectMany(w => new[] { e.Time + w, e.Time + w + 1 }))
            .Where(m => m > Clock && m <= until)
            .Distinct()
            .Order()
            .ToList();
        return [.. moments.SelectMany(m => Evaluate(m, null))];
    }

    /// <summary>Sees an event.</summary>
    public List<NaiveTransition> See(NaiveEvent e)
    {
        _events.Add(e);
        Clock = Math.Max(Clock, e.Time);
        return Evaluate(Clock, e);
    }

    private List<NaiveTransition> Evaluate(long now, NaiveEvent? current)
    {
        Best = _events.Where(e => e.Time >= now - (30 * Minute) || ReferenceEquals(e, current)).Max(e => (double?)e.Score);
        var before = In.ToHashSet(StringComparer.Ordinal);
        Set("bought-last-24h", Within(now, Day).Any(IsPurchase));
        Set("ready-to-buy", Best >= 0.2 && !In.Contains("bought-last-24h"));
        Set("persuadable", Best >= 0.05 && Best < 0.2);
        Set("cart-abandoner", LeftCart(now));
        Set(
            "browsing-no-cart",
            Within(now, Day).Count(e => e.Type == "commerce.productViews") >= 3 && !Within(now, Day).Any(e => IsAdd(e) || IsPurchase(e))
        );
        Set("loyal", Within(now, 365 * Day).Count(IsPurchase) >= 2);
        Set("email-launch", Within(now, 7 * Day).Any(e => e.TrackingCode == "emaillaunch"));
        Set("internal-traffic", Within(now, Day).Any(e => Internal.IsMatch(e.Url)));
        return
        [
            .. Segments
                .Where(s => In.Contains(s) != before.Contains(s))
                .Select(s => new NaiveTransition(Identity, s, In.Contains(s), now, current?.Id ?? "")),
        ];
    }

    private bool LeftCart(long now)
    {
        var month = Within(now, 30 * Day).ToList();
        if (!month.Exists(IsAdd))
            return false;
        var last = month.Where(IsAdd).Max(e => e.Time);
        return last <= now - (30 * Minute) && !month.Exists(e => IsPurchase(e) && e.Time > last);
    }

    private IEnumerable<NaiveEvent> Within(long now, long length) => _events.Where(e => e.Time >= now - length && e.Time <= now);

    private static bool IsPurchase(NaiveEvent e) => e.Type == "commerce.purchases";

    private static bool IsAdd(NaiveEvent e) => e.Type == "commerce.productListAdds";

    private void Set(string segment, bool holds)
    {
        if (holds)
            In.Add(segment);
        else
            In.Remove(segment);
    }
}
