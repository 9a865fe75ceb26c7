using CsCheck;
using StreamScoring.Tests.Decisioning.History;

namespace StreamScoring.Tests.Decisioning.Segments.Index;

/// <summary>What a rule is evaluated on.</summary>
internal sealed record RuleCase(ShopEvent Event, string Profile, double Score, double Longest);

/// <summary>Rules and events of every form that the index knows, and of forms that it must leave to evaluation.</summary>
internal static class RandomRules
{
    private static readonly Gen<string> s_type = Pick("\"view\"", "\"add\"", "\"buy\"", "\"search\"");
    private static readonly Gen<string> s_page = Pick("\"home\"", "\"cart\"", "\"p1\"", "\"größer\"", "\"\"", "\"5\"");
    private static readonly Gen<string> s_country = Pick("\"DE\"", "\"US\"", "\"FR\"", "\"5\"");
    private static readonly Gen<string> s_number = Pick("-1", "0", "1", "2.5", "5", "5.0", "9007199254740993", "-0.0");
    private static readonly Gen<string> s_score = Pick("0.05", "0.2", "0.5", "0.8", "1");
    private static readonly Gen<string> s_order = Pick("<", "<=", ">", ">=");
    private static readonly Gen<string> s_either = Pick("<", "<=", ">", ">=", "=", "!=");

    private static readonly Gen<string> s_part = Gen.Frequency(
        (6, Compared("event.eventType", s_type)),
        (3, Compared("event.web.webPageDetails.name", s_page)),
        (3, Compared("country", s_country)),
        (2, Gen.Select(s_either, s_number, (op, n) => $"event.commerce.order.count {op} {n}")),
        (2, Gen.Select(s_either, s_number, (op, n) => $"event.commerce.order.priceTotal {op} {n}")),
        (2, Gen.Select(s_order, s_score, (op, n) => $"score(\"s\") {op} {n}")),
        (2, Gen.Select(s_order, s_score, (op, n) => $"{n} {op} score(\"s\").max(30 minutes)")),
        (2, Gen.Select(s_either, s_number, (op, n) => $"age {op} {n}")),
        (1, Gen.Select(s_number, s_number, (a, b) => $"age in [{a}, {b}]")),
        (1, Pick("event.optIn", "event.optIn = false", "optOut = true", "event.commerce.isNull()", "not event.optIn")),
        (1, Gen.Select(Gen.Int[0, 3], s_type, (n, type) => $"xEvent[eventType = {type}].count() >= {n}")),
        (1, Gen.Select(Gen.Int[1, 30], n => $"event.timestamp occurs <= {n} hours before now")),
        (1, Gen.Select(s_country, c => $"country != {c}")),
        (1, Gen.Select(s_page, s_number, (p, n) => $"event.web.webPageDetails.name = {p} or age > {n}")),
        (1, Pick("event.productListItems.SKU = \"a\"", "age = 5 and country = \"DE\"", "inSegment(\"x\")", "country = age"))
    );

    public static Gen<string> Rule { get; } = s_part.Array[1, 4].Select(parts => string.Join(" and ", parts.Select(Bracketed)));

    public static Gen<RuleCase> Case { get; } =
        Gen.Select(
            Texts(null, "view", "add", "buy", "other"),
            Texts(null, "home", "cart", "p1", "größer", "", "5"),
            Gen.Int[-1, 6],
            Gen.Int[-1, 6],
            Gen.Int[0, 2],
            Texts("null", "\"DE\"", "\"US\"", "\"FR\"", "5", "[\"DE\",\"FR\"]"),
            Texts("null", "1", "5", "2.5", "\"5\"", "[1,5]", "9007199254740993", "true"),
            Gen.Select(Gen.Int[0, 11], Gen.Int[0, 11]),
            (type, page, orders, value, opted, country, age, scores) =>
                new RuleCase(
                    new ShopEvent(
                        36_000_000_000_000L * (orders + 2),
                        type,
                        page,
                        orders < 0 ? null
                            : orders == 6 ? 9007199254740993
                            : orders,
                        value < 0 ? null
                            : value == 6 ? double.NaN
                            : value / 2.0,
                        opted == 2 ? null : opted == 1,
                        null,
                        value > 3 ? [new ShopItem("a", 1), new ShopItem(page, null)] : null
                    ),
                    $"{{\"country\":{country},\"age\":{age},\"optOut\":{(opted == 1 ? "true" : "\"true\"")}}}",
                    scores.Item1 == 11 ? double.NaN : scores.Item1 / 10.0,
                    scores.Item2 == 11 ? double.NaN : scores.Item2 / 10.0
                )
        );

    private static Gen<string> Compared(string operand, Gen<string> constant) =>
        Gen.Frequency(
            (3, Gen.Select(constant, c => $"{operand} = {c}")),
            (1, Gen.Select(constant, c => $"{c} = {operand}")),
            (2, Gen.Select(constant, constant, constant, (a, b, c) => $"{operand} in [{a}, {b}, {c}]")),
            (1, Gen.Select(constant, constant, (a, b) => $"({operand} = {a} or {operand} = {b})"))
        );

    private static string Bracketed(string part) => part.Contains(" or ", StringComparison.Ordinal) ? $"({part})" : part;

    private static Gen<string> Pick(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<string?> Texts(params string?[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
