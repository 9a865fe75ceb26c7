using System.Text.Json;
using StreamScoring.Cli.Evaluating;
using StreamScoring.Expressions.Planning;
using Xunit;

namespace StreamScoring.Tests.Cli.Evaluating;

public sealed class EvalScoresTests
{
    private const long SecondNs = 1_000_000_000;
    private const long NowNs = 1_773_225_000 * SecondNs;

    private static readonly JsonElement Scores = JsonDocument
        .Parse(
            """
            [
              {"time":"2026-03-11T09:59:59Z","p":0.95},
              {"time":"2026-03-11T10:00:00Z","p":0.9,"q":7},
              {"time":"2026-03-11T10:10:00Z","p":0.1},
              {"time":"2026-03-11T10:30:00Z","p":0.5},
              {"time":"2026-03-11T10:30:01Z","p":0.99}
            ]
            """
        )
        .RootElement;

    [Theory]
    // What is exactly as old as the window is long belongs to it; what is yet to come does not.
    [InlineData(ScoreWindow.Max, 1_800, 0.9)]
    [InlineData(ScoreWindow.Max, 1_801, 0.95)]
    [InlineData(ScoreWindow.Max, 1_799, 0.5)]
    [InlineData(ScoreWindow.Min, 1_800, 0.1)]
    [InlineData(ScoreWindow.Mean, 1_800, 0.5)]
    [InlineData(ScoreWindow.Last, 1_800, 0.5)]
    public void A_window_has_its_ends(ScoreWindow window, long seconds, double expected) =>
        Assert.Equal(expected, EvalScores.Of(Scores, new("a", null, window, seconds * SecondNs), NowNs)!.Value, 12);

    [Fact]
    public void Without_a_window_it_is_the_last_score()
    {
        Assert.Equal(0.99, EvalScores.Of(Scores, new("a", null, null, 0), NowNs));
        Assert.Null(EvalScores.Of(Scores, new("a", "q", null, 0), NowNs));
        Assert.Equal(7, EvalScores.Of(Scores, new("a", "q", ScoreWindow.Last, 1_800 * SecondNs), NowNs));
        Assert.Null(EvalScores.Of(Scores, new("a", "q", ScoreWindow.Last, 1_799 * SecondNs), NowNs));
        Assert.Null(EvalScores.Of(null, new("a", null, null, 0), NowNs));
    }
}
