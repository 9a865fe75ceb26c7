using StreamScoring.Events.Columns;

namespace StreamScoring.Events.Identity;

/// <summary>
/// Chooses one identity while a decoder walks an event's <c>identityMap</c>. Keeps spans into the payload (or the decoder's scratch), so these must
/// stay as they are until <see cref="WriteTo"/>; allocates nothing.
/// </summary>
public ref struct IdentityChoice
{
    private readonly IdentityRule _rule;
    private int _rank;
    private bool _primary;

    /// <summary>A choice by that rule, with nothing offered yet.</summary>
    public IdentityChoice(IdentityRule rule) => _rule = rule;

    /// <summary>Whether an identity with a non-empty id was offered.</summary>
    public bool Found { get; private set; }

    /// <summary>The namespace of the best identity so far; empty when none.</summary>
    public ReadOnlySpan<byte> Namespace { get; private set; }

    /// <summary>The id of the best identity so far; empty when none.</summary>
    public ReadOnlySpan<byte> Id { get; private set; }

    /// <summary>Offers an identity. An empty <paramref name="id"/> is passed over.</summary>
    public void Offer(ReadOnlySpan<byte> name, ReadOnlySpan<byte> id, bool primary)
    {
        if (id.IsEmpty || (Found && _primary && !primary))
            return;
        var rank = _rule.RankOf(name);
        if (Found && _primary == primary && !IsBefore(rank, name))
            return;
        Found = true;
        _primary = primary;
        _rank = rank;
        Namespace = name;
        Id = id;
    }

    /// <summary>Writes <c>namespace:id</c> to a row, or makes it null when nothing was found.</summary>
    public readonly void WriteTo(TextColumn column, int row)
    {
        if (!Found)
        {
            column.SetNull(row);
            return;
        }

        var length = Namespace.Length + 1 + Id.Length;
        var target = column.BeginSet(row, length);
        Namespace.CopyTo(target);
        target[Namespace.Length] = (byte)':';
        Id.CopyTo(target[(Namespace.Length + 1)..]);
        column.EndSet(row, length);
    }

    private readonly bool IsBefore(int rank, ReadOnlySpan<byte> name) =>
        rank != _rank ? rank < _rank : rank == int.MaxValue && name.SequenceCompareTo(Namespace) < 0;
}
