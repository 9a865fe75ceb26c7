using StreamScoring.Expressions.Checking;

namespace StreamScoring.Expressions.Planning;

/// <summary>The names and the implicit items that a part of an expression sees. Immutable; inner scopes stand on outer ones.</summary>
/// <param name="Outer">The scope around it; null for the outermost.</param>
/// <param name="Name">The variable that it adds, or null when it adds what bare fields refer to.</param>
/// <param name="Value">The variable or item.</param>
internal sealed record Scope(Scope? Outer, string? Name, Bound Value)
{
    /// <summary>The variable of a name, or null.</summary>
    public static Bound? Find(Scope? scope, string name)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            if (string.Equals(scope.Name, name, StringComparison.Ordinal))
                return scope.Value;
        }

        return null;
    }

    /// <summary>The variable of a name, or null; also null when a variable <paramref name="hider"/> stands nearer.</summary>
    public static Bound? FindUnless(Scope? scope, string name, string hider)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            if (string.Equals(scope.Name, name, StringComparison.Ordinal))
                return scope.Value;
            if (string.Equals(scope.Name, hider, StringComparison.Ordinal))
                return null;
        }

        return null;
    }

    /// <summary>The implicit item <paramref name="levels"/> further out, 0 for the nearest; null when there are not so many. <paramref name="missing"/> says by how many.</summary>
    public static Bound? Item(Scope? scope, int levels, out int missing)
    {
        missing = levels;
        for (; scope is not null; scope = scope.Outer)
        {
            if (scope.Name is not null)
                continue;
            if (missing == 0)
                return scope.Value;
            missing--;
        }

        return null;
    }

    /// <summary>All variables, for suggestions.</summary>
    public static IEnumerable<string> Names(Scope? scope)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            if (scope.Name is { } name)
                yield return name;
        }
    }

    public static ExpressionType? ItemType(Scope? scope) => Item(scope, 0, out _)?.Type;
}
