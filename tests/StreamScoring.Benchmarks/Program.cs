using System.Diagnostics;
using StreamScoring.Benchmarks.Cluster;
using StreamScoring.Benchmarks.Cluster.Workers;
using StreamScoring.Benchmarks.Decoding;
using StreamScoring.Benchmarks.Expressions;
using StreamScoring.Benchmarks.Histories;
using StreamScoring.Benchmarks.Logs;
using StreamScoring.Benchmarks.Measuring;
using StreamScoring.Benchmarks.Models;
using StreamScoring.Benchmarks.Pipelines;
using StreamScoring.Benchmarks.Reporting;
using StreamScoring.Benchmarks.Scores;
using StreamScoring.Benchmarks.Segments;
using StreamScoring.TestKit.Reference;

if (args is [ChildProgram.Verb, var engagement])
{
    ChildProgram.Run(engagement);
    return 0;
}

if (args is [ClusterCommand.Verb, .. var options])
    return ClusterCommand.Run(options);

Group[] groups =
[
    JsonDecoding.Group,
    AvroDecoding.Group,
    ScoreEncoding.Group,
    Inferring.Group,
    HistoryKeeping.Group,
    AudienceRules.Group,
    RuleMatching.Group,
    MemoryPipelines.Group,
    EmbeddedPipelines.Group,
    LogWork.Group,
];
string[] wanted = args is [] or ["all"] ? [.. groups.Select(g => g.Name)] : args;
if (wanted.FirstOrDefault(w => !groups.Any(g => string.Equals(g.Name, w, StringComparison.Ordinal))) is { } unknown)
{
    Console.Error.WriteLine($"error: there is no group '{unknown}'; there are all, {string.Join(", ", groups.Select(g => g.Name))}");
    return 2;
}

// One core: what moves between cores is measured with cold caches.
if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
    Process.GetCurrentProcess().ProcessorAffinity = 1 << (Environment.ProcessorCount - 1);
var report = new Report(Machine.LoadAverage());
foreach (var group in groups.Where(g => wanted.Contains(g.Name, StringComparer.Ordinal)))
{
    Console.Error.WriteLine($"measuring {group.Name} ...");
    using var open = group.Open();
    report.Add(group, PairedRun.Run(group, open.Cases));
}

Console.WriteLine(report.Markdown());
var name = args is [] or ["all"] ? "all" : string.Join('+', wanted);
var path = Path.Combine(GoldenFolders.RepositoryRoot, "artifacts", "bench", $"{name}.json");
report.Save(path);
Console.Error.WriteLine($"figures with every sample: {Path.GetRelativePath(Environment.CurrentDirectory, path)}");
return 0;
