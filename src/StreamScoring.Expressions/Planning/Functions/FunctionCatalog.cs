using System.Collections.Frozen;

namespace StreamScoring.Expressions.Planning.Functions;

/// <summary>All functions of the language.</summary>
internal static class FunctionCatalog
{
    private static readonly FrozenDictionary<(bool, string), Function> Functions = TextFunctions
        .All.Concat(ListFunctions.All)
        .Concat(MapFunctions.All)
        .Concat(OtherFunctions.All)
        .ToFrozenDictionary(f => (f.IsMethod, f.Name));

    /// <summary>The function, or null.</summary>
    public static Function? Find(string name, bool isMethod) => Functions.GetValueOrDefault((isMethod, name));

    /// <summary>The names of the functions that stand after a dot, or of those that do not, in order.</summary>
    public static IReadOnlyList<string> Names(bool isMethod) =>
        [.. Functions.Values.Where(f => f.IsMethod == isMethod).Select(f => f.Name).Order(StringComparer.Ordinal)];
}
