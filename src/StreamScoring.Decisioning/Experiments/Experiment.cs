using System.Text;

namespace StreamScoring.Decisioning.Experiments;

/// <summary>An arm of an experiment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">Its part of the people, in the same unit as the other arms' weights; not negative.</param>
public sealed record Arm(string Name, int Weight);

/// <summary>Arms among which an identity always finds the same one.</summary>
public sealed class Experiment
{
    private readonly byte[] _salt;
    private readonly int[] _weights;
    private readonly ulong[] _armIds;

    /// <summary>An experiment. Throws <see cref="ArgumentException"/> when no arm has a weight or two have one name.</summary>
    public Experiment(string name, string salt, IReadOnlyList<Arm> arms)
    {
        if (arms.Any(a => a.Weight < 0) || !arms.Any(a => a.Weight > 0))
            throw new ArgumentException($"experiment '{name}': weights are not negative, and one at least is more than 0", nameof(arms));
        if (arms.Select(a => a.Name).Distinct(StringComparer.Ordinal).Count() != arms.Count)
            throw new ArgumentException($"experiment '{name}': each arm needs a name of its own", nameof(arms));
        Name = name;
        Arms = arms;
        Id = Ids.Of(name + "/" + salt);
        _salt = Encoding.UTF8.GetBytes(salt);
        _weights = [.. arms.Select(a => a.Weight)];
        _armIds = [.. arms.Select(a => Ids.Of(a.Name))];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its arms.</summary>
    public IReadOnlyList<Arm> Arms { get; }

    /// <summary>What <see cref="StickyArms"/> knows it by: name and salt, so that a new salt begins anew.</summary>
    public ulong Id { get; }

    /// <summary>The arm of an identity (UTF-8, <c>namespace:id</c>) by its position: a pure function of salt, identity and weights.</summary>
    public int ArmOf(ReadOnlySpan<byte> identity) => Bucketing.Pick(Bucketing.Of(_salt, identity), _weights);

    /// <summary>The id of an arm: a hash of its name, so that it survives reordering.</summary>
    public ulong ArmId(int arm) => _armIds[arm];

    /// <summary>The position of the arm with that id; -1 when there is none any more.</summary>
    public int FindArm(ulong armId) => Array.IndexOf(_armIds, armId);
}
