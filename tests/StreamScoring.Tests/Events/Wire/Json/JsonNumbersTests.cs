using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;
using StreamScoring.Events.Wire.Json;
using Xunit;

namespace StreamScoring.Tests.Events.Wire.Json;

public sealed class JsonNumbersTests
{
    private static readonly Gen<string> s_digits = Gen.Char['0', '9'].Array[1, 25].Select(c => new string(c));

    private static readonly Gen<string> s_grammar = Gen.Select(
        Gen.Bool,
        s_digits.Select(d => d.TrimStart('0') is { Length: > 0 } t ? t : "0"),
        Gen.OneOf(Gen.Const(""), s_digits.Select(d => "." + d)),
        Gen.OneOf(Gen.Const(""), Gen.Int[-360, 330].Select(e => $"e{e}"), Gen.Int[-30, 30].Select(e => $"E{e:+0;-0}")),
        (negative, whole, fraction, exponent) => (negative ? "-" : "") + whole + fraction + exponent
    );

    /// <summary>Numbers on and beside the middle between two neighbours, where a second rounding shows.</summary>
    private static readonly Gen<string> s_midpoints = Gen.Select(
        Gen.Float.Where(f => float.IsFinite(f) && Math.Abs(f) is > 1e-30f and < 1e30f),
        Gen.OneOf("", "1", "00000000000001", "9"),
        (f, more) =>
        {
            var middle = ((double)f + MathF.BitIncrement(f)) / 2;
            var text = middle.ToString("F60", CultureInfo.InvariantCulture).TrimEnd('0').TrimEnd('.');
            return text.Contains('.') && more.Length > 0 ? text + more : text;
        }
    );

    private static readonly Gen<string> s_any = Gen.OneOf(
        s_grammar,
        s_midpoints,
        Gen.Double.Where(double.IsFinite)
            .Select(d => d.ToString("R", CultureInfo.InvariantCulture).Replace("E+", "E", StringComparison.Ordinal)),
        Gen.Float.Where(float.IsFinite).Select(f => f.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Float[0, 1].Select(f => f.ToString("F8", CultureInfo.InvariantCulture)),
        Gen.Long.Select(l => l.ToString(CultureInfo.InvariantCulture))
    );

    [Fact]
    public void Floats_round_as_the_platform_rounds() =>
        s_any.Sample(
            text =>
            {
                var (bytes, number) = Read(text);
                var expected64 = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
                var expected32 = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
                Assert.Equal(double.IsFinite(expected64), JsonNumbers.TryToFloat64(bytes, number, out var wide));
                Assert.Equal(float.IsFinite(expected32), JsonNumbers.TryToFloat32(bytes, number, out var narrow));
                if (double.IsFinite(expected64))
                    Assert.Equal(BitConverter.DoubleToInt64Bits(expected64), BitConverter.DoubleToInt64Bits(wide));
                if (float.IsFinite(expected32))
                    Assert.Equal(BitConverter.SingleToInt32Bits(expected32), BitConverter.SingleToInt32Bits(narrow));
            },
            iter: 200_000
        );

    [Fact]
    public void Integers_are_exact_or_refused() =>
        Gen.OneOf(
                s_grammar.Where(t => !t.Contains('e') || Math.Abs(int.Parse(t[(t.IndexOf('e') + 1)..])) < 40),
                Gen.Long.Select(l => $"{l}"),
                Gen.Long.Where(l => l != 0).Select(l => $"{l}000e-3")
            )
            .Sample(
                text =>
                {
                    var (bytes, number) = Read(text);
                    var exact = Exact(text);
                    Assert.Equal(
                        exact is { } e && e >= long.MinValue && e <= long.MaxValue,
                        JsonNumbers.TryToInt64(bytes, number, out var value)
                    );
                    if (exact is { } x && x >= long.MinValue && x <= long.MaxValue)
                        Assert.Equal(x, value);
                },
                iter: 100_000
            );

    /// <summary>The whole number that a text stands for, by arithmetic without limits; null when it is none.</summary>
    private static BigInteger? Exact(string text)
    {
        var e = text.IndexOfAny(['e', 'E']);
        var exponent = e < 0 ? 0 : int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = e < 0 ? text : text[..e];
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        exponent -= point < 0 ? 0 : digits.Length - point - 1;
        var value = BigInteger.Parse(digits.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        if (exponent >= 0)
            return value * BigInteger.Pow(10, exponent);
        var quotient = BigInteger.DivRem(value, BigInteger.Pow(10, -exponent), out var rest);
        return rest.IsZero ? quotient : null;
    }

    private static (byte[] Bytes, JsonNumber Number) Read(string text)
    {
        // Room behind the number, so that reading eight digits at once is tried too.
        var bytes = Encoding.UTF8.GetBytes(text + ",\"tail\":0}");
        var cursor = new JsonCursor(bytes, 64);
        Assert.True(JsonNumber.TryRead(ref cursor, out var number), text);
        Assert.Equal(text.Length, cursor.Position);
        return (bytes, number);
    }
}
