using CsCheck;
using StreamScoring.EmbeddedLog.Groups;
using Xunit;

namespace StreamScoring.Tests.EmbeddedLog.Groups;

public sealed class GroupCoordinatorTests
{
    [Fact]
    public void After_any_comings_and_goings_each_partition_has_one_owner_and_shares_are_even()
    {
        var settledWithSeveral = 0;
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 99].Array[1, 25])
            .Sample(
                (partitions, steps) =>
                {
                    var group = new GroupCoordinator("g", ["events"], partitions, new CommitSignal());
                    var members = new List<GroupMember>();
                    foreach (var step in steps)
                    {
                        if (step < 40 || members.Count == 0)
                            members.Add(group.Join());
                        else if (step < 60)
                            Leave(group, members, step % members.Count);
                        else if (step < 70)
                            group.Take(step % partitions);
                        else
                            Sync(group, members[step % members.Count]);
                        AssertNoPartitionTwice(members);
                    }

                    if (members.Count == 0)
                        return;
                    for (var round = 0; round < 2; round++)
                        members.ForEach(m => Sync(group, m));
                    AssertNoPartitionTwice(members);
                    Assert.Equal(partitions, members.Sum(m => m.Owned.Count));
                    Assert.InRange(members.Max(m => m.Owned.Count) - members.Min(m => m.Owned.Count), 0, 1);
                    settledWithSeveral += members.Count > 1 ? 1 : 0;
                },
                iter: 5_000,
                threads: 1
            );
        Assert.True(settledWithSeveral > 2_000, $"{settledWithSeveral} runs had several members");
    }

    [Fact]
    public void A_member_that_joins_moves_no_more_than_its_share()
    {
        var group = new GroupCoordinator("g", ["events"], 9, new CommitSignal());
        var (a, b) = (group.Join(), group.Join());
        Settle(group, a, b);
        var before = (A: a.Owned.ToList(), B: b.Owned.ToList());
        var c = group.Join();
        Settle(group, a, b, c);
        Assert.Equal(3, c.Owned.Count);
        Assert.True(a.Owned.IsSubsetOf(before.A));
        Assert.True(b.Owned.IsSubsetOf(before.B));
    }

    [Fact]
    public void A_partition_taken_away_is_told_as_lost_and_given_out_again()
    {
        var group = new GroupCoordinator("g", ["events"], 2, new CommitSignal());
        var member = group.Join();
        Settle(group, member);
        group.Take(1);
        Assert.False(group.IsOwner(member, 1));
        Assert.Equal([1], group.Pending(member).Lost);
        Assert.Empty(group.Pending(member).Lost);
        Assert.Equal([1], group.Claim(member));
    }

    private static void Leave(GroupCoordinator group, List<GroupMember> members, int index)
    {
        group.Leave(members[index]);
        members.RemoveAt(index);
    }

    private static void Settle(GroupCoordinator group, params GroupMember[] members)
    {
        for (var round = 0; round < 2; round++)
            Array.ForEach(members, m => Sync(group, m));
    }

    private static void Sync(GroupCoordinator group, GroupMember member)
    {
        var change = group.Pending(member);
        group.Release(member, change.Revoked);
        group.Claim(member);
    }

    private static void AssertNoPartitionTwice(List<GroupMember> members)
    {
        var owned = members.SelectMany(m => m.Owned).ToList();
        Assert.Equal(owned.Distinct().Count(), owned.Count);
    }
}
