using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Tests.Expressions.Naive;

/// <summary>Pieces of syntax, made short.</summary>
internal static class SyntaxPieces
{
    public static LiteralSyntax Literal(object value) => new(value);

    public static MethodSyntax Method(SyntaxNode target, string name, params SyntaxNode[] arguments) => new(target, name, [.. arguments]);

    public static CallSyntax Call(string name, params SyntaxNode[] arguments) => new(name, [.. arguments]);

    public static SyntaxNode Path(SyntaxNode root, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            root = new FieldSyntax(root, name);
        return root;
    }
}
