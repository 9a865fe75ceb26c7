namespace StreamScoring.TestKit.Decisioning;

/// <summary>
/// The sample's rules over the Luma events, by hand and without any of the product's code: what memberships and decisions must come out as. Slow, and meant to be read.
/// </summary>
public sealed class NaiveShop
{
    private readonly Dictionary<string, NaivePerson> _people = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> _seen = [];

    /// <summary>The transitions, in the order in which they happen.</summary>
    public List<NaiveTransition> Transitions { get; } = [];

    /// <summary>The decisions, in the order of the events.</summary>
    public List<NaiveDecision> Decisions { get; } = [];

    /// <summary>The people with state.</summary>
    public IReadOnlyCollection<NaivePerson> People => _people.Values;

    /// <summary>Runs over all of them.</summary>
    public static NaiveShop Over(IEnumerable<NaiveEvent> events)
    {
        var shop = new NaiveShop();
        foreach (var e in events)
            shop.See(e);
        return shop;
    }

    /// <summary>Sees one event. One without identity, and one seen before, changes nothing.</summary>
    public void See(NaiveEvent e)
    {
        if (e.Identity is null || !_seen.Add((e.Identity, e.Id)))
            return;
        var profile = NaiveProfile.AsOf(e.Identity, e.Time);
        var person = new NaivePerson(e.Identity);
        if (!profile.MayCollect)
            _people.Remove(e.Identity);
        else if (!_people.TryAdd(e.Identity, person))
            person = _people[e.Identity];
        Transitions.AddRange(person.Wait(e.Time));
        Transitions.AddRange(person.See(e));
        Decisions.AddRange(NaiveDecider.Decide(e, person, profile));
    }

    /// <summary>Lets everybody's time go by up to a moment.</summary>
    public void Wait(long until)
    {
        foreach (var person in _people.Values)
            Transitions.AddRange(person.Wait(until));
    }
}
