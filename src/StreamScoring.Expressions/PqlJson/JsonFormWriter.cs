using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamScoring.Expressions.Parsing;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.PqlJson;

/// <summary>Writes expressions as <c>pql/json</c>. What Adobe publishes no node for is refused by name.</summary>
public sealed class JsonFormWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _writer;
    private readonly Dictionary<string, int> _parameters = new(StringComparer.Ordinal);
    private readonly List<ExpressionError> _errors = [];
    private readonly string _text;

    private JsonFormWriter(Utf8JsonWriter writer, string text) => (_writer, _text) = (writer, text);

    /// <summary>The JSON of an expression, or every part that has none.</summary>
    public static ExpressionOutcome<string> Write(string text)
    {
        var parsed = ExpressionParser.Parse(text);
        if (parsed.Value is not { } root)
            return new(null, parsed.Errors);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        var form = new JsonFormWriter(writer, text);
        if (root is LambdaSyntax lambda)
        {
            for (var i = 0; i < lambda.Parameters.Count; i++)
                form._parameters[lambda.Parameters[i]] = i + 1;
            root = lambda.Body;
        }

        form.Node(root);
        if (form._errors.Count > 0)
            return new(null, form._errors);
        writer.Flush();
        return new(Encoding.UTF8.GetString(buffer.WrittenSpan), []);
    }

    private void Node(SyntaxNode node)
    {
        switch (node)
        {
            case LiteralSyntax { Value: not null } literal:
                Literal(literal.Value);
                break;
            case NameSyntax name when _parameters.TryGetValue(name.Name, out var position):
                Parameter(position);
                break;
            case NameSyntax { Name: not Binder.History } name:
                Field(name.Name, () => Parameter(1));
                break;
            case FieldSyntax field:
                Field(field.Name, () => Node(field.Target));
                break;
            case ParameterSyntax parameter:
                Parameter(parameter.Position);
                break;
            case CallSyntax call:
                Apply(call.Function, call.Arguments);
                break;
            case MethodSyntax method:
                Apply(method.Function, [method.Target, .. method.Arguments]);
                break;
            case BinarySyntax binary:
                Apply(Words.Spell(binary.Operator), [binary.Left, binary.Right]);
                break;
            case LogicalSyntax logical:
                Apply(logical.IsAnd ? "and" : "or", logical.Operands);
                break;
            case UnarySyntax unary:
                Apply(unary.Operator == UnaryOperator.Not ? "not" : "-", [unary.Operand]);
                break;
            default:
                _errors.Add(
                    ExpressionError.At(
                        _text,
                        node.Span,
                        $"pql/json has no node for {Describe(node)}; published are {string.Join(", ", JsonForm.Kinds)}"
                    )
                );
                _writer.WriteNullValue();
                break;
        }
    }

    private void Apply(string name, IEnumerable<SyntaxNode> arguments)
    {
        Begin(JsonForm.Apply);
        _writer.WriteString("fnName", name);
        _writer.WriteStartArray("params");
        foreach (var argument in arguments)
            Node(argument);
        _writer.WriteEndArray();
        _writer.WriteEndObject();
    }

    private void Field(string name, Action target)
    {
        Begin(JsonForm.Lookup);
        _writer.WriteString("fieldName", name);
        _writer.WritePropertyName("object");
        target();
        _writer.WriteEndObject();
    }

    private void Parameter(int position)
    {
        Begin(JsonForm.Parameter);
        _writer.WriteNumber("position", position);
        _writer.WriteEndObject();
    }

    private void Literal(object value)
    {
        Begin(JsonForm.Literal);
        _writer.WriteString(
            "literalType",
            value switch
            {
                string => "String",
                long => "Integer",
                double => "Double",
                _ => "Boolean",
            }
        );
        _writer.WritePropertyName("value");
        switch (value)
        {
            case string text:
                _writer.WriteStringValue(text);
                break;
            case long integer:
                _writer.WriteNumberValue(integer);
                break;
            case double number:
                _writer.WriteNumberValue(number);
                break;
            default:
                _writer.WriteBooleanValue((bool)value);
                break;
        }

        _writer.WriteEndObject();
    }

    private void Begin(string kind)
    {
        _writer.WriteStartObject();
        _writer.WriteString("nodeType", kind);
    }

    private static string Describe(SyntaxNode node) =>
        node switch
        {
            NameSyntax => "xEvent",
            LiteralSyntax => "null",
            ListSyntax => "a list",
            MomentSyntax or DurationSyntax => "relative times",
            ContextSyntax => "@{…}",
            UpSyntax => "^",
            FilterSyntax => "a filter [ ]",
            OccursSyntax => "occurs",
            LetSyntax => "let",
            LambdaSyntax => "=>",
            SelectSyntax => "select",
            QuantifierSyntax { ForAll: true } => "forall",
            QuantifierSyntax => "exists … from",
            AggregateSyntax => "an aggregate with 'over'",
            ChainSyntax => "CHAIN",
            _ => node.GetType().Name,
        };
}
