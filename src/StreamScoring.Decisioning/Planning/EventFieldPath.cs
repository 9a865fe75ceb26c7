using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Checking;

namespace StreamScoring.Decisioning.Planning;

/// <summary>From the path of an event's field in an expression to the column that takes it.</summary>
internal static class EventFieldPath
{
    /// <summary>The field; null with what is wrong in <paramref name="error"/>. The path must be one that the type declares.</summary>
    public static ProjectedField? Project(ExpressionType eventType, string path, out string error)
    {
        error = "";
        if (path.Length == 0)
        {
            error = "reads whole events; name the fields that are meant, because only those are kept";
            return null;
        }

        var (type, arrays) = (eventType, 0);
        var steps = new List<string>();
        foreach (var step in path.Split('.'))
        {
            type = type.Kind == TypeKind.Map ? type.Item : type.Fields?.GetValueOrDefault(step) ?? ExpressionType.Any;
            var isList = type.Kind == TypeKind.List;
            arrays += isList ? 1 : 0;
            steps.Add(isList ? step + "[*]" : step);
            type = isList ? type.Item : type;
        }

        if (arrays > 1)
            error = $"reads '{path}' of events, which goes through more than one array: one is the most that can be kept";
        else if (type.Kind is TypeKind.Object or TypeKind.Map)
            error = $"reads '{path}' of events, which is {type}: name a field in it{Examples(type)}";
        else if (TypeOf(type.Kind) is null)
            error =
                $"reads '{path}' of events, whose type no schema declares, so that it cannot be kept; declare it in a schema of your own";
        if (error.Length > 0 || !XdmPath.TryParse(string.Join('.', steps), out var parsed, out error))
            return null;
        var column = TypeOf(type.Kind)!.Value;
        return new(parsed, arrays == 0 ? ColumnShape.Scalar(column) : ColumnShape.List(column));
    }

    private static string Examples(ExpressionType type) =>
        type.Fields is { Count: > 0 } fields ? $", such as {string.Join(", ", fields.Keys.Order(StringComparer.Ordinal).Take(3))}" : "";

    private static ColumnType? TypeOf(TypeKind kind) =>
        kind switch
        {
            TypeKind.Boolean => ColumnType.Boolean,
            TypeKind.Number => ColumnType.Float64,
            TypeKind.Text => ColumnType.Text,
            TypeKind.Time => ColumnType.Timestamp,
            _ => null,
        };
}
