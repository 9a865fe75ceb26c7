using System.Text;
using StreamScoring.Inference;
using StreamScoring.Inference.Trial;
using Xunit;

namespace StreamScoring.Tests.Inference.Trial;

public sealed class TrialRecordTests : IDisposable
{
    private const string Hash = "sha256:00ff";

    // A record of version 1 as it lies on disks: it must be read for ever, or the version must change.
    private const string VersionOne = """
        {"hash":"sha256:00ff","runtimeVersion":"1.31.1","cpuFeatures":"x64 avx","refused":"TooSlow","message":"too slow","minRows":2,"maxRows":256,"peakMemoryBytes":123,"version":1}
        """;

    private readonly TrialHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Version_1_is_read()
    {
        var record = TrialRecord.FromJson(Encoding.UTF8.GetBytes(VersionOne));
        Assert.Equal(new TrialRecord(Hash, "1.31.1", "x64 avx", RefusalReason.TooSlow, "too slow", 2, 256, 123), record);
    }

    [Theory]
    [InlineData("\"version\":1", "\"version\":2")]
    [InlineData("\"version\":1", "\"version\":0")]
    [InlineData("TooSlow", "Whatever")]
    [InlineData("\"minRows\":2,", "")]
    [InlineData("}", "")]
    public void Another_version_or_a_broken_record_is_no_record(string old, string with) =>
        Assert.Null(TrialRecord.FromJson(Encoding.UTF8.GetBytes(VersionOne.Replace(old, with, StringComparison.Ordinal))));

    [Fact]
    public void A_record_is_found_again_only_in_its_own_environment()
    {
        var records = new TrialRecords(_host.Folder);
        Assert.Null(records.Find(Hash));
        var here = InferenceEnvironment.Current;
        var record = new TrialRecord(Hash, here.RuntimeVersion, here.CpuFeatures, null, "", 2, 256, 5);
        records.Save(record);
        Assert.Equal(record, records.Find(Hash));
        Assert.Null(records.Find("sha256:11ff"));
        records.Save(record with { RuntimeVersion = "0.0.1" });
        Assert.Null(records.Find(Hash));
    }
}
