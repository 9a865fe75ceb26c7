using Microsoft.Extensions.Time.Testing;
using StreamScoring.Pipeline.Workers;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Workers;

public sealed class CommitPaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void At_first_what_is_open_is_committed_once_nothing_waits()
    {
        var pace = new CommitPace(_time, 50);
        pace.Open();
        Assert.Equal(TimeSpan.Zero, pace.Patience);
        Assert.False(pace.IsDue);
    }

    [Fact]
    public void After_the_interval_it_is_committed_whatever_waits()
    {
        var pace = new CommitPace(_time, 50);
        pace.Open();
        Advance(49);
        Assert.False(pace.IsDue);
        Advance(1);
        Assert.True(pace.IsDue);
    }

    [Fact]
    public void A_commit_is_followed_by_a_rest_of_twice_its_length()
    {
        var pace = Committed(tookMs: 10);
        pace.Open();
        Assert.Equal(Ms(20), pace.Patience);
        Advance(15);
        Assert.Equal(Ms(5), pace.Patience);
        Advance(5);
        Assert.Equal(TimeSpan.Zero, pace.Patience);
        Assert.False(pace.IsDue);
    }

    [Fact]
    public void What_comes_after_the_rest_waits_for_nothing()
    {
        var pace = Committed(tookMs: 10);
        Advance(25);
        pace.Open();
        Assert.Equal(TimeSpan.Zero, pace.Patience);
    }

    [Fact]
    public void No_rest_is_longer_than_the_interval()
    {
        var pace = Committed(tookMs: 400);
        pace.Open();
        Assert.Equal(Ms(50), pace.Patience);
        Advance(50);
        Assert.True(pace.IsDue);
    }

    private static TimeSpan Ms(int ms) => TimeSpan.FromMilliseconds(ms);

    private CommitPace Committed(int tookMs)
    {
        var pace = new CommitPace(_time, 50);
        pace.Open();
        var begun = _time.GetTimestamp();
        Advance(tookMs);
        pace.Committed(begun);
        return pace;
    }

    private void Advance(int ms) => _time.Advance(Ms(ms));
}
