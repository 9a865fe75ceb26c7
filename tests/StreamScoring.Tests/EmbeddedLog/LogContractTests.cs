using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Logs.Contracts;
using Xunit;

namespace StreamScoring.Tests.EmbeddedLog;

/// <summary>Every log that runs in this process keeps every contract.</summary>
public sealed class LogContractTests
{
    public static TheoryData<string, string> Cases() =>
        [.. from log in LogUnderTest.Kinds.Keys from contract in ContractCases.All.Keys select (log, contract)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_log_keeps_its_contract(string log, string contract)
    {
        using var opened = LogUnderTest.Kinds[log]();
        ContractCases.All[contract](opened);
    }
}
