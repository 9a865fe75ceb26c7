using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Logs.Contracts;
using Xunit;

[assembly: AssemblyFixture(typeof(KafkaFixture))]

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>A real cluster keeps every contract that the embedded log keeps, under both group protocols.</summary>
public sealed class KafkaContractTests(KafkaFixture kafka)
{
    public static TheoryData<string> Cases() => [.. ContractCases.All.Keys];

    public static TheoryData<string> GroupCases() =>
        [.. ContractCases.All.Keys.Where(k => k.StartsWith("GroupContract", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_cluster_keeps_the_contract(string contract)
    {
        using var opened = KafkaLogs.UnderTest(kafka.Bootstrap);
        ContractCases.All[contract](opened);
    }

    [Theory]
    [MemberData(nameof(GroupCases))]
    public void A_cluster_that_assigns_by_itself_keeps_the_contract_of_groups(string contract)
    {
        using var opened = KafkaLogs.UnderTest(kafka.Bootstrap, ("group.protocol", "consumer"));
        ContractCases.All[contract](opened);
    }
}
