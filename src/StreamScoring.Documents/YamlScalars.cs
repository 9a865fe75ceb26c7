using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StreamScoring.Documents;

/// <summary>The core schema of YAML 1.2: <c>no</c>, <c>yes</c>, <c>on</c>, <c>12:30</c> and <c>2018-11-05</c> are text.</summary>
internal static class YamlScalars
{
    private const string Prefix = "tag:yaml.org,2002:";

    /// <summary>The node of a scalar event; null when an error was added.</summary>
    public static DocumentScalar? Resolve(Scalar scalar, string path, DocumentPosition position, DocumentErrors errors)
    {
        var tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        if (tag == Prefix + "str" || (tag.Length == 0 && scalar.Style != ScalarStyle.Plain))
            return new(ScalarKind.Text, scalar.Value, path, position);
        if (tag.Length > 0 && tag is not (Prefix + "int" or Prefix + "float" or Prefix + "bool" or Prefix + "null"))
        {
            RefuseTag(scalar.Tag, path, position, errors);
            return null;
        }

        var (kind, value) = Plain(scalar.Value);
        if (value is OverflowException)
        {
            errors.Add(path, position, "this integer does not fit into 64 bits; write it with a decimal point to have a float");
            return null;
        }

        if (tag == Prefix + "float" && value is long whole)
            (kind, value) = (ScalarKind.Float, (double)whole);
        if (tag.Length > 0 && tag[Prefix.Length..] != TagOf(kind))
        {
            errors.Add(path, position, $"this is no {tag[Prefix.Length..]}, as its tag says");
            return null;
        }

        return new(kind, value, path, position);
    }

    /// <summary>Whether a plain scalar of this text would be read as text, not as a number, boolean or null.</summary>
    public static bool IsText(string text) => Plain(text).Kind == ScalarKind.Text;

    /// <summary>Adds an error for any tag on a map or list that is not the plain one.</summary>
    public static void RefuseTag(TagName tag, string path, DocumentPosition position, DocumentErrors errors)
    {
        if (!tag.IsEmpty && !tag.IsNonSpecific && tag.Value is not (Prefix + "map" or Prefix + "seq"))
            errors.Add(path, position, $"the tag '{tag.Value}' is not known; only plain YAML is read");
    }

    private static (ScalarKind Kind, object? Value) Plain(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return (ScalarKind.Null, null);
            case "true" or "True" or "TRUE":
                return (ScalarKind.Boolean, true);
            case "false" or "False" or "FALSE":
                return (ScalarKind.Boolean, false);
            case ".nan" or ".NaN" or ".NAN":
                return (ScalarKind.Float, double.NaN);
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                return (ScalarKind.Float, double.PositiveInfinity);
            case "-.inf" or "-.Inf" or "-.INF":
                return (ScalarKind.Float, double.NegativeInfinity);
        }

        return Integer(text) ?? Float(text) ?? (ScalarKind.Text, text);
    }

    private static (ScalarKind Kind, object? Value)? Integer(string text)
    {
        var digits = text.AsSpan(text[0] is '+' or '-' ? 1 : 0);
        if (!digits.IsEmpty && digits.IndexOfAnyExceptInRange('0', '9') < 0)
            return (
                ScalarKind.Integer,
                long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) ? i : new OverflowException()
            );
        if (
            text.Length > 2
            && text.StartsWith("0x", StringComparison.Ordinal)
            && text.AsSpan(2).IndexOfAnyExcept("0123456789abcdefABCDEF") < 0
        )
            return (
                ScalarKind.Integer,
                text.Length <= 17
                    ? long.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                    : new OverflowException()
            );
        if (text.Length > 2 && text.StartsWith("0o", StringComparison.Ordinal) && text.AsSpan(2).IndexOfAnyExceptInRange('0', '7') < 0)
            return (ScalarKind.Integer, text.Length <= 22 ? Convert.ToInt64(text[2..], 8) : new OverflowException());
        return null;
    }

    // [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
    private static (ScalarKind Kind, object? Value)? Float(string text)
    {
        if (
            text[^1] is not ((>= '0' and <= '9') or '.')
            || text.AsSpan().IndexOfAnyExcept("0123456789.eE+-") >= 0
            || text.AsSpan().IndexOfAnyInRange('0', '9') < 0
        )
            return null;
        return
            double.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out var d
            ) && double.IsFinite(d)
            ? (ScalarKind.Float, d)
            : null;
    }

    private static string TagOf(ScalarKind kind) =>
        kind switch
        {
            ScalarKind.Null => "null",
            ScalarKind.Boolean => "bool",
            ScalarKind.Integer => "int",
            ScalarKind.Float => "float",
            _ => "str",
        };
}
