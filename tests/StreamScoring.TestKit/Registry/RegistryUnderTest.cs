using Xunit;

namespace StreamScoring.TestKit.Registry;

/// <summary>The schema registry that tests run against: <c>STREAMSCORING_TEST_REGISTRY</c>, its base URL with its path. Tests name their own subjects.</summary>
public static class RegistryUnderTest
{
    private const string Variable = "STREAMSCORING_TEST_REGISTRY";

    private static int s_subjects;

    /// <summary>The base URL; skips the calling test when none is named.</summary>
    public static string Url
    {
        get
        {
            var url = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(url))
                Assert.Skip($"no schema registry: {Variable} names none");
            return url;
        }
    }

    /// <summary>A topic that no other test, and no other run against the same registry, has used.</summary>
    public static string NewTopic() =>
        $"test-{Environment.ProcessId}-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}-{Interlocked.Increment(ref s_subjects)}";
}
