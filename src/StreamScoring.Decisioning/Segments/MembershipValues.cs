using StreamScoring.Decisioning.Experiments;
using StreamScoring.Expressions.Values;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Segments;

/// <summary>
/// A key's memberships as expressions see them (<c>inSegment</c>): namespace → segment → object with <c>status</c>. Reads the state as it is when asked, so that a
/// segment sees those evaluated before it. One a lane.
/// </summary>
public sealed class MembershipValues : ValueSource
{
    /// <summary>The namespace of our segments.</summary>
    public const string Namespace = "streamscoring";

    private const int Outer = 0;
    private const int Segments = 1;
    private const int One = 2;
    private static readonly Value s_namespace = Value.Text(Namespace);
    private static readonly Value s_status = Value.Text("status");
    private static readonly Value s_existing = Value.Text("existing");
    private readonly Memberships _memberships;
    private readonly SortedDictionary<ulong, Value> _names = [];
    private KeyedState? _state;
    private int _entry = -1;

    /// <summary>The memberships of the segments with these names; others are not seen.</summary>
    public MembershipValues(Memberships memberships, IEnumerable<string> segments)
    {
        _memberships = memberships;
        foreach (var segment in segments)
            _names.TryAdd(Ids.Of(segment), Value.Text(segment));
    }

    /// <summary>What <c>EvaluationInput.Segments</c> takes.</summary>
    public Value Object => Value.Object(this, Outer, 1);

    /// <summary>Opens the view on a key; entry -1 is in no segment.</summary>
    public void Open(KeyedState state, int entry) => (_state, _entry) = (state, entry);

    /// <inheritdoc/>
    public override Value Item(in Value list, int index) => default;

    /// <inheritdoc/>
    public override Value Key(in Value map, int index) =>
        map.Handle switch
        {
            Outer => s_namespace,
            Segments => _names.GetValueOrDefault(_memberships.At(_state!, _entry, index).Segment),
            _ => s_status,
        };

    /// <inheritdoc/>
    public override Value Entry(in Value map, int index) =>
        map.Handle switch
        {
            Outer => Value.Object(this, Segments, _state is null ? 0 : _memberships.Count(_state, _entry)),
            Segments => Value.Object(this, One, 1),
            _ => s_existing,
        };
}
