using System.Text;
using CsCheck;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Identity;
using Xunit;

namespace StreamScoring.Tests.Events.Identity;

public sealed class IdentityChoiceTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("ECID=", null)]
    [InlineData("ECID=a", "ECID:a")]
    [InlineData("Email=m ECID=a", "ECID:a")]
    [InlineData("ECID=a Email=m!", "Email:m")]
    [InlineData("ECID=a Email=!", "ECID:a")]
    [InlineData("Zeta=z Alpha=a", "Alpha:a")]
    [InlineData("Zeta=z Email=m Alpha=a", "Email:m")]
    [InlineData("Email=m! ECID=a!", "ECID:a")]
    [InlineData("ECID=a ECID=b", "ECID:a")]
    [InlineData("ECID=a ECID=b!", "ECID:b")]
    [InlineData("ecid=a Alpha=b", "Alpha:b")]
    [InlineData(
        "https://data.adobe.io/entities/namespace/9=x https://data.adobe.io/entities/namespace/10=y",
        "https://data.adobe.io/entities/namespace/10:y"
    )]
    public void Primary_then_order_then_name_then_first(string offers, string? expected) =>
        Assert.Equal(expected, Choose(IdentityRule.Default, Parse(offers)));

    [Fact]
    public void The_order_is_configurable()
    {
        var rule = new IdentityRule(["Email", "ECID"]);
        Assert.Equal("Email:m", Choose(rule, Parse("ECID=a Email=m")));
        Assert.Throws<ArgumentException>(() => new IdentityRule(["ECID", "ECID"]));
        Assert.Throws<ArgumentException>(() => new IdentityRule([""]));
    }

    [Fact]
    public void The_choice_is_that_of_a_sort_and_does_not_depend_on_the_order_of_namespaces()
    {
        var offer = Gen.Select(Gen.OneOf("ECID", "Email", "A", "B", "b", "é"), Gen.OneOf("", "1", "2"), Gen.Bool);
        offer
            .Array[0, 6]
            .Sample(
                offers =>
                {
                    var order = IdentityRule.Default.NamespaceOrder.ToList();
                    var best = offers
                        .Where(o => o.Item2.Length > 0)
                        .OrderBy(o => o.Item3 ? 0 : 1)
                        .ThenBy(o => order.IndexOf(o.Item1) is var i and >= 0 ? i : int.MaxValue)
                        .ThenBy(o => o.Item1, StringComparer.Ordinal)
                        .Select(o => $"{o.Item1}:{o.Item2}")
                        .FirstOrDefault();
                    var regrouped = offers.GroupBy(o => o.Item1).Reverse().SelectMany(g => g).ToArray();
                    return Choose(IdentityRule.Default, offers) == best && Choose(IdentityRule.Default, regrouped) == best;
                },
                iter: 20_000
            );
    }

    private static string? Choose(IdentityRule rule, (string Name, string Id, bool Primary)[] offers)
    {
        var choice = new IdentityChoice(rule);
        foreach (var (name, id, primary) in offers)
            choice.Offer(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(id), primary);
        var column = (TextColumn)Column.Create(ColumnShape.Scalar(ColumnType.Text), 1);
        choice.WriteTo(column, 0);
        Assert.Equal(choice.Found, !column.IsNull(0));
        return column.IsNull(0) ? null : Encoding.UTF8.GetString(column[0]);
    }

    private static (string, string, bool)[] Parse(string offers) =>
        [
            .. offers
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(o => o.Split('='))
                .Select(o => (o[0], o[1].TrimEnd('!'), o[1].EndsWith('!'))),
        ];
}
