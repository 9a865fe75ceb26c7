using StreamScoring.EmbeddedLog.Groups;
using Xunit;

namespace StreamScoring.Tests.EmbeddedLog.Groups;

public sealed class CommitSignalTests
{
    [Fact]
    public void A_commit_between_looking_and_waiting_is_not_missed()
    {
        var signal = new CommitSignal();
        var seen = signal.Version;
        signal.Raise();
        Assert.True(signal.Wait(seen, TimeSpan.FromSeconds(10), CancellationToken.None));
        Assert.False(signal.Wait(signal.Version, TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public void A_cancelled_wait_returns_false_at_once()
    {
        var signal = new CommitSignal();
        Assert.False(signal.Wait(signal.Version, TimeSpan.FromMinutes(5), new CancellationToken(canceled: true)));
    }
}
