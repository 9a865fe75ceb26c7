using System.Globalization;

namespace StreamScoring.State;

/// <summary>
/// The definitions whose state a partition keeps, each at a slot. Immutable. A value's sections are found by the first 8 bytes of the definition's hash,
/// so values outlive any change of the layout.
/// </summary>
public sealed class StateLayout
{
    private const string HashStart = "sha256:";
    private readonly StateDefinition[] _definitions;
    private readonly Dictionary<StateDefinition, int> _slots = [];
    private readonly ulong[] _prefixes;
    private readonly int[] _ranks;
    private readonly SortedDictionary<ulong, int> _slotOfPrefix = [];

    /// <summary>
    /// A layout of the distinct definitions, in the order of their first appearance. Throws <see cref="ArgumentException"/> when a hash is not
    /// <c>sha256:</c> and hex digits, or when two definitions cannot be told apart.
    /// </summary>
    public StateLayout(IEnumerable<StateDefinition> definitions)
    {
        _definitions = [.. definitions.Distinct()];
        if (_definitions.Length > ushort.MaxValue)
            throw new ArgumentException(
                $"a layout takes at most {ushort.MaxValue} definitions, not {_definitions.Length}",
                nameof(definitions)
            );
        _prefixes = new ulong[_definitions.Length];
        _ranks = new int[_definitions.Length];
        for (var slot = 0; slot < _definitions.Length; slot++)
        {
            var prefix = Prefix(_definitions[slot]);
            if (!_slotOfPrefix.TryAdd(prefix, slot))
            {
                var other = _definitions[_slotOfPrefix[prefix]];
                throw new ArgumentException($"{_definitions[slot]} and {other} begin with the same 8 bytes of hash", nameof(definitions));
            }

            _slots.Add(_definitions[slot], slot);
            _prefixes[slot] = prefix;
        }

        var rank = 0;
        foreach (var (_, slot) in _slotOfPrefix)
            _ranks[slot] = rank++;
    }

    /// <summary>The definitions, by slot.</summary>
    public IReadOnlyList<StateDefinition> Definitions => _definitions;

    /// <summary>The slot of a definition. Throws <see cref="KeyNotFoundException"/> when the layout lacks it.</summary>
    public int SlotOf(StateDefinition definition) =>
        _slots.TryGetValue(definition, out var slot) ? slot : throw new KeyNotFoundException($"the state layout has no {definition}");

    /// <summary>What marks the slot's section in a value.</summary>
    internal ulong PrefixOf(int slot) => _prefixes[slot];

    /// <summary>Where the section stands in a value that has all of the layout's sections: a first guess when looking for it.</summary>
    internal int RankOf(int slot) => _ranks[slot];

    /// <summary>The definition whose sections carry the prefix, or null.</summary>
    internal StateDefinition? Find(ulong prefix) => _slotOfPrefix.TryGetValue(prefix, out var slot) ? _definitions[slot] : null;

    private static ulong Prefix(StateDefinition definition)
    {
        var hash = definition.Hash;
        if (
            !hash.StartsWith(HashStart, StringComparison.Ordinal)
            || hash.Length < HashStart.Length + 16
            || !ulong.TryParse(
                hash.AsSpan(HashStart.Length, 16),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var prefix
            )
        )
        {
            throw new ArgumentException(
                $"the hash of a state definition is 'sha256:' and at least 16 hex digits, not '{hash}'",
                nameof(definition)
            );
        }

        return prefix;
    }
}
