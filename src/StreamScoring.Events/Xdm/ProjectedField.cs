using StreamScoring.Events.Columns;

namespace StreamScoring.Events.Xdm;

/// <summary>One field that decoding must deliver: a path and the column that takes it.</summary>
/// <param name="Path">Where the value stands in the event.</param>
/// <param name="Shape">What the column holds. A path through an array gives a list; a vector takes an array of exactly that many numbers.</param>
public readonly record struct ProjectedField(XdmPath Path, ColumnShape Shape);
