using StreamScoring.Cli.Showing;
using Xunit;

namespace StreamScoring.Tests.Cli.Showing;

public sealed class PrintableTests
{
    [Fact]
    public void Control_characters_of_events_never_reach_the_terminal() =>
        Assert.Equal("a?[31mred?b?", Printable.Of("a\u001b[31mred\nb\u009b"));

    [Theory]
    [InlineData("short", 8, "short   ")]
    [InlineData("just so", 7, "just so")]
    [InlineData("too long by far", 8, "too lon…")]
    [InlineData("ab", 1, "a")]
    public void A_text_fits_its_width_exactly(string text, int width, string fitted) => Assert.Equal(fitted, Printable.Fit(text, width));

    [Fact]
    public void As_many_items_are_shown_as_go_in()
    {
        Assert.Equal("one +.1, two -.2", Printable.Joined(["one +.1", "two -.2", "three +.3"], 20));
        Assert.Equal("a long …", Printable.Joined(["a long item"], 8));
        Assert.Equal("", Printable.Joined([], 8));
    }
}
