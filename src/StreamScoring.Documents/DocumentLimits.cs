namespace StreamScoring.Documents;

/// <summary>What a document may cost. Documents come from people and from the network, so all is bounded.</summary>
internal static class DocumentLimits
{
    /// <summary>Characters of text.</summary>
    public const int MaxCharacters = 4 * 1024 * 1024;

    /// <summary>Maps and lists inside one another.</summary>
    public const int MaxDepth = 64;

    /// <summary>Nodes after aliases are written out.</summary>
    public const int MaxNodes = 200_000;
}
