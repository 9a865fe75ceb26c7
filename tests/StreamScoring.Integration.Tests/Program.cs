using StreamScoring.Integration.Tests.EmbeddedLog;
using StreamScoring.Integration.Tests.Kafka;
using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Integration.Tests.Pipeline;

namespace StreamScoring.Integration.Tests;

/// <summary>Runs the tests, or, as <c>victim NAME …</c>, the work of a process that a test kills.</summary>
internal static class Program
{
    private static readonly SortedDictionary<string, Action<VictimPlan>> _victims = new(StringComparer.Ordinal)
    {
        [LogVictim.Name] = LogVictim.Run,
        [LockVictim.Name] = LockVictim.Run,
        [PipelineVictim.Name] = PipelineVictim.Run,
        [PipelineVictim.DecidingName] = PipelineVictim.RunDeciding,
        [KafkaVictim.Name] = KafkaVictim.Run,
        [PrefetchVictim.Name] = PrefetchVictim.Run,
        [OneBatchVictim.Name] = OneBatchVictim.Run,
    };

    public static int Main(string[] args)
    {
        if (args is ["victim", var name, .. var plan])
        {
            _victims[name](VictimPlan.Parse(plan));
            return 0;
        }

        // As xunit.v3's generated entry point does.
        return args.Any(a => a is "--server" or "--internal-msbuild-node")
            ? Xunit
                .MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
                .GetAwaiter()
                .GetResult()
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args).GetAwaiter().GetResult();
    }
}
