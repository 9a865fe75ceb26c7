using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning;

/// <summary>What can be told of a chain from its text.</summary>
internal static class ChainSteps
{
    /// <summary>Whether some step looks at an earlier one (by name, or as the start of an absence), so that taking the earliest events is not enough.</summary>
    public static bool NeedsSearch(ChainSyntax chain, IReadOnlySet<string> names) =>
        chain.Steps.Any(s => s is AbsentSyntax || SyntaxChildren.Of(s).Any(part => Mentions(part, names)));

    private static bool Mentions(SyntaxNode node, IReadOnlySet<string> names) =>
        (node is NameSyntax name && names.Contains(name.Name)) || SyntaxChildren.Of(node).Any(child => Mentions(child, names));
}
