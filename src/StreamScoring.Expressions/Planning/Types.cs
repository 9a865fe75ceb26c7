using StreamScoring.Expressions.Checking;

namespace StreamScoring.Expressions.Planning;

/// <summary>What types have to do with one another.</summary>
internal static class Types
{
    /// <summary>The type of a value that is of one or the other.</summary>
    public static ExpressionType Join(ExpressionType a, ExpressionType b)
    {
        if (ReferenceEquals(a, b))
            return a;
        if (a.Kind != b.Kind)
            return ExpressionType.Any;
        return a.Kind switch
        {
            TypeKind.List => ExpressionType.List(Join(a.Item, b.Item)),
            TypeKind.Map => ExpressionType.Map(Join(a.Item, b.Item)),
            TypeKind.Object => ExpressionType.Any,
            _ => a,
        };
    }

    /// <summary>Whether a value of a type may be, or can be read as, one of the kinds; a list counts by its items.</summary>
    public static bool MayBe(ExpressionType type, params ReadOnlySpan<TypeKind> kinds)
    {
        var item = type.Kind == TypeKind.List ? type.Item : type;
        return item.IsAny || kinds.Contains(item.Kind);
    }

    /// <summary>Whether two values can be compared for equality at all.</summary>
    public static bool Comparable(ExpressionType a, ExpressionType b)
    {
        if (a.Kind == TypeKind.List != (b.Kind == TypeKind.List))
            (a, b) = (a.Kind == TypeKind.List ? a.Item : a, b.Kind == TypeKind.List ? b.Item : b);
        if (a.IsAny || b.IsAny || a.Kind == b.Kind)
            return a.Kind is not (TypeKind.Duration or TypeKind.Entry) && b.Kind is not (TypeKind.Duration or TypeKind.Entry);
        return (a.Kind, b.Kind) switch
        {
            (TypeKind.Text, TypeKind.Number or TypeKind.Boolean or TypeKind.Time)
            or (TypeKind.Number or TypeKind.Boolean or TypeKind.Time, TypeKind.Text) => true,
            (TypeKind.Number, TypeKind.Time) or (TypeKind.Time, TypeKind.Number) => true,
            (TypeKind.Map, TypeKind.Object) or (TypeKind.Object, TypeKind.Map) => true,
            _ => false,
        };
    }
}
