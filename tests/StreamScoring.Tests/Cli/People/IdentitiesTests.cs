using StreamScoring.Cli.People;
using Xunit;

namespace StreamScoring.Tests.Cli.People;

public sealed class IdentitiesTests
{
    private static readonly (string, int)[] s_people = [("ECID:abc1", 0), ("ECID:abc2", 1), ("ECID:abc22", 2), ("mail:xyz", 0)];

    [Theory]
    [InlineData("abc1", "ECID:abc1")]
    [InlineData("ECID:abc1", "ECID:abc1")]
    [InlineData("x", "mail:xyz")]
    [InlineData("MAIL", "mail:xyz")]
    [InlineData("abc2", "ECID:abc2")]
    public void A_beginning_that_only_one_has_is_enough_and_a_whole_identity_goes_first(string text, string identity) =>
        Assert.Equal(identity, Identities.Match(text, s_people).Found!.Value.Identity);

    [Theory]
    [InlineData("abc", "'abc' is the beginning of 3 identities:\n  ECID:abc1\n  ECID:abc2\n  ECID:abc22")]
    [InlineData("abd1", "nothing is known of 'abd1'; did you mean 'abc1'?")]
    [InlineData("xyQQQQQQ", "nothing is known of 'xyQQQQQQ'; the nearest is 'mail:xyz'")]
    [InlineData("QQQQQQQQ", "nothing is known of 'QQQQQQQQ'; identities look like 'ECID:abc1'")]
    [InlineData("", "an identity is needed, or its beginning")]
    public void Otherwise_it_is_said_who_there_is(string text, string problem) =>
        Assert.Equal(problem, Identities.Match(text, s_people).Problem);
}
