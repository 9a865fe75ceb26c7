namespace StreamScoring.Decisioning.Segments.Index;

/// <summary>What an attribute's values are compared as. One operand compared with texts here and with numbers there is two attributes.</summary>
internal enum Domain : byte
{
    Text,
    Number,
    Boolean,
}

/// <summary>A part of a rule that can be looked up: an operand and the constants that it must equal, or the interval in which it must lie.</summary>
/// <param name="Attribute">The operand's number.</param>
internal abstract record Predicate(int Attribute);

/// <summary>The operand's value is one of some symbols.</summary>
internal sealed record SymbolPredicate(int Attribute, IReadOnlyList<int> Symbols) : Predicate(Attribute);

/// <summary>The operand's value lies between two numbers, both included; the infinities are no bound. Booleans are 0 and 1.</summary>
internal sealed record IntervalPredicate(int Attribute, double Low, double High) : Predicate(Attribute);
