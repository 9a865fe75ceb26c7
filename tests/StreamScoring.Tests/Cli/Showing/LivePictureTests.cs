using System.Text.RegularExpressions;
using StreamScoring.Cli.Explaining;
using StreamScoring.Cli.Running;
using StreamScoring.Cli.Showing;
using Xunit;

namespace StreamScoring.Tests.Cli.Showing;

public sealed class LivePictureTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void No_line_is_wider_than_the_terminal_whatever_the_events_hold(int width)
    {
        var lines = LivePicture.Of(Snapshot("ECID:[red]\u001b[2J" + new string('x', 300), "commerce." + new string('y', 300), 12), width);
        Assert.All(
            lines,
            l =>
            {
                var shown = Shown(l);
                Assert.True(shown.Length < Math.Max(width, 21), $"{shown.Length} cells: {shown}");
                Assert.DoesNotContain(shown, char.IsControl);
            }
        );
        Assert.True(lines.Count <= 5 + 8 + 3);
    }

    [Fact]
    public void At_80_columns_who_what_score_and_why_stand_in_a_row()
    {
        var lines = LivePicture.Of(Snapshot("ECID:c1bc5808ee9c1c", "web.webpagedetails.pageViews", 1), 80).Select(Shown).ToList();
        Assert.StartsWith("2018-12-10 13:45:38   9 of 18 events (50 %)", lines[0], StringComparison.Ordinal);
        Assert.Contains("dead letters 2", lines[2], StringComparison.Ordinal);
        Assert.Equal("13:45:38 c1bc5808e… pageViews       0.9909  adds_1h 3 +.41, page -.20", lines[5].TrimEnd());
        Assert.StartsWith("dead letter 0@7 bad", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_keeps_its_height_while_scores_come_in() =>
        Assert.Equal(LivePicture.Of(Snapshot("a", "b", 1), 80).Count, LivePicture.Of(Snapshot("a", "b", 8), 80).Count);

    // What is left when the terminal library has read its markup: [[ is a bracket, [word] a style.
    private static string Shown(string markup) =>
        Regex.Replace(
            markup,
            @"\[\[|\]\]|\[[^\]\[]*\]",
            m =>
                m.Value switch
                {
                    "[[" => "[",
                    "]]" => "]",
                    _ => "",
                },
            RegexOptions.NonBacktracking
        );

    private static RunSnapshot Snapshot(string who, string what, int scores)
    {
        var ns = new DateTimeOffset(2018, 12, 10, 13, 45, 38, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1_000_000;
        var why = new Lazy<IReadOnlyList<Effect>>(() => [new Effect("adds_1h", 3, 0.412), new Effect("page", null, -0.2)]);
        return new RunSnapshot(
            ns / 1_000_000,
            9,
            200,
            400_000,
            1_000_000,
            20_000_000,
            2,
            0,
            0,
            [.. Enumerable.Repeat(new LastScore(ns, who, what, "luma-purchase", 0.9909, why), scores)],
            ["0@7 bad"],
            9,
            18
        );
    }
}
