using System.Text;
using System.Text.Json;
using StreamScoring.Documents;
using StreamScoring.Expressions.Parsing;
using StreamScoring.Expressions.Planning.Functions;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.PqlJson;

/// <summary>Reads <c>pql/json</c>. Kinds of nodes, functions and literals that are not known are refused by name, JSON path and position, the first 20 at once.</summary>
public sealed class JsonFormReader
{
    private const int MaxDepth = 128;
    private const int MaxErrors = 20;
    private const int MaxLength = 1 << 20;
    private readonly List<ExpressionError> _errors = [];
    private readonly string _json;

    private JsonFormReader(string json) => _json = json;

    /// <summary>The expression, or everything that is wrong with the JSON.</summary>
    public static ExpressionOutcome<SyntaxNode> Read(string json)
    {
        if (json.Length > MaxLength)
            return new(
                null,
                [ExpressionError.At(json[..100], new(0, 1), $"the JSON has {json.Length} characters; {MaxLength} are allowed")]
            );
        if (Half(json) is >= 0 and var half)
            return new(null, [ExpressionError.At(json, new(half, 1), "half of a surrogate pair is no character")]);
        var utf8 = Encoding.UTF8.GetBytes(json);
        if (JsonFault.Find(utf8, MaxDepth) is { } fault)
            return new(null, [ExpressionError.At(json, new(Encoding.UTF8.GetCharCount(utf8, 0, fault.Start), 1), fault.Message)]);
        var reader = new JsonFormReader(json);
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth });
        var node = reader.Node(document.RootElement, "$");
        return reader._errors.Count > 0 ? new(null, reader._errors) : new(node, []);
    }

    private static int Half(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return i;
            i++;
        }

        return -1;
    }

    private SyntaxNode? Node(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return Fail(path, $"expected a node, found {Describe(element)}");
        var kind = Text(element, "nodeType");
        switch (kind)
        {
            case JsonForm.Apply:
                Only(element, path, "fnName", "params");
                return Apply(element, path);
            case JsonForm.Lookup:
                Only(element, path, "fieldName", "object");
                return Lookup(element, path);
            case JsonForm.Parameter:
                Only(element, path, "position");
                return
                    element.TryGetProperty("position", out var position)
                    && position.ValueKind == JsonValueKind.Number
                    && position.TryGetInt32(out var at)
                    && at is > 0 and <= 100
                    ? new ParameterSyntax(at)
                    : Fail(path, "expected 'position', a whole number from 1");
            case JsonForm.Literal:
                Only(element, path, "literalType", "value");
                return Literal(element, path);
            case null:
                return Fail(path, $"expected 'nodeType', one of {string.Join(", ", JsonForm.Kinds)}");
            default:
                return Fail(path, $"nodes of type '{kind}' are not supported{Suggestion.Hint(kind, JsonForm.Kinds)}");
        }
    }

    private SyntaxNode? Lookup(JsonElement element, string path)
    {
        if (Text(element, "fieldName") is not { Length: > 0 } name)
            return Fail(path, "expected 'fieldName', a text");
        if (!element.TryGetProperty("object", out var target))
            return Fail(path, "expected 'object', the node that has the field");
        return Node(target, path + ".object") switch
        {
            null => null,
            // Fields of the first parameter stand bare in text.
            ParameterSyntax { Position: 1 } => new NameSyntax(name),
            var node => new FieldSyntax(node, name),
        };
    }

    private SyntaxNode? Apply(JsonElement element, string path)
    {
        if (Text(element, "fnName") is not { } name)
            return Fail(path, "expected 'fnName', a text");
        if (!element.TryGetProperty("params", out var list) || list.ValueKind != JsonValueKind.Array)
            return Fail(path, "expected 'params', a list of nodes");
        var all = list.EnumerateArray().Select((item, i) => Node(item, $"{path}.params[{i}]")).ToList();
        if (all.Contains(null))
            return null;
        SyntaxNode[] parameters = [.. all.OfType<SyntaxNode>()];
        switch (name, parameters.Length)
        {
            case ("and" or "or", >= 2):
                return new LogicalSyntax(name == "and", [.. parameters]);
            case ("not", 1):
                return new UnarySyntax(UnaryOperator.Not, parameters[0]);
            case ("-", 1):
                return new UnarySyntax(UnaryOperator.Negate, parameters[0]);
        }

        if (JsonForm.Operator(name) is { } op)
            return parameters.Length == 2
                ? new BinarySyntax(op, parameters[0], parameters[1])
                : Fail(path, $"'{name}' takes 2 params, found {parameters.Length}");
        if (name is "and" or "or" or "not")
            return Fail(path, $"'{name}' takes {(name == "not" ? "1 param" : "2 params or more")}, found {parameters.Length}");
        if (FunctionCatalog.Find(name, false) is not null)
            return new CallSyntax(name, [.. parameters]);
        if (FunctionCatalog.Find(name, true) is not null)
            return parameters.Length > 0
                ? new MethodSyntax(parameters[0], name, [.. parameters.AsSpan(1)])
                : Fail(path, $"'{name}' needs the value it is applied to as its first param");
        string[] known = [.. FunctionCatalog.Names(true), .. FunctionCatalog.Names(false), .. JsonForm.OperatorNames, "and", "or", "not"];
        return Fail(path, $"there is no function '{name}'{Suggestion.Hint(name, known)}");
    }

    private SyntaxNode? Literal(JsonElement element, string path)
    {
        var type = Text(element, "literalType");
        if (!element.TryGetProperty("value", out var value))
            return Fail(path, "expected 'value'");
        switch (type)
        {
            case "String" when value.ValueKind == JsonValueKind.String:
                return new LiteralSyntax(value.GetString());
            case "Boolean" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                return new LiteralSyntax(value.GetBoolean());
            case "Integer" or "Long" when value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var integer):
                return new LiteralSyntax(integer);
            case "Double"
            or "Number" when value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number):
                return new LiteralSyntax(number);
            case "String" or "Boolean" or "Integer" or "Long" or "Double" or "Number":
                return Fail(path, $"the value is no {type}, found {Describe(value)}");
            default:
                return Fail(path, $"literals of type '{type}' are not supported; known are String, Integer, Double, Boolean");
        }
    }

    private void Only(JsonElement element, string path, params ReadOnlySpan<string> known)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name != "nodeType" && !known.Contains(property.Name))
                Fail(path, $"'{property.Name}' is not known in a node of this type; known are {string.Join(", ", known.ToArray())}");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Describe(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "text",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "true or false",
        };

    private SyntaxNode? Fail(string path, string message)
    {
        if (_errors.Count < MaxErrors)
            _errors.Add(ExpressionError.At(_json, new(JsonPositions.Of(_json, path, MaxDepth), 1), $"{path}: {message}"));
        return null;
    }
}
