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

    /// <summary>Whether the first argument of a function after a dot is computed for each item, with the item in scope.</summary>
    public static bool IsPerItem(string name) =>
        name is "filter" or "map" or "exists" or "forall" or "sum" or "average" or "min" or "max" or "topN" or "bottomN" or "groupBy";

    /// <summary>The function, or null.</summary>
    public static Function? Find(string name, bool isMethod) => Functions.GetValueOrDefault((isMethod, name));

    /// <summary>The names of the functions that stand after a dot, or of those that do not, in order.</summary>
    public static IReadOnlyList<string> Names(bool isMethod) =>
        [.. Functions.Values.Where(f => f.IsMethod == isMethod).Select(f => f.Name).Order(StringComparer.Ordinal)];
}
