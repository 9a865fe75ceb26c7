namespace StreamScoring.Documents;

/// <summary>Where a node stands in its file; both start at 1. (0, 0) for a node that was built by a program.</summary>
public readonly record struct DocumentPosition(int Line, int Column);
