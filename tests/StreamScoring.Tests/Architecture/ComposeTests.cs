using System.Text.RegularExpressions;
using StreamScoring.Cli.Configuration;
using StreamScoring.Documents;
using StreamScoring.TestKit.Cli;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Architecture;

/// <summary>What can be said of <c>compose/</c> without Docker: it is well formed, pinned, not root, and speaks our language.</summary>
public sealed class ComposeTests
{
    private static string Folder => Path.Combine(GoldenFolders.RepositoryRoot, "compose");

    [Fact]
    public void Every_service_is_pinned_not_root_and_watched_if_it_stays()
    {
        var services = Services();
        Assert.Equal(["kafka", "registry", "topics", "worker", "producer"], services.Keys);
        foreach (var (name, service) in services)
        {
            Assert.Matches(@"^[\w./-]+:\d+\.\d+\.\d+$", Text(service["image"]));
            Assert.False(Text(service["user"]) is "root" or "0" or "", $"{name} runs as root");
            Assert.Equal(name is not ("topics" or "producer"), service.ContainsKey("healthcheck"));
        }

        var images = Regex.Matches(
            File.ReadAllText(Path.Combine(Folder, "Dockerfile")),
            "^FROM (?<image>[^ \n]+)",
            RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
        );
        Assert.Equal(2, images.Count);
        Assert.All(images, i => Assert.Matches(@":\d+\.\d+\.\d+$", i.Groups["image"].Value));
        Assert.All(Directory.EnumerateFiles(Folder), f => Assert.Contains("Not run here", File.ReadAllText(f), StringComparison.Ordinal));
    }

    [Fact]
    public void Its_commands_and_variables_are_ours()
    {
        using var cli = new CliProcess();
        foreach (var (_, service) in Services().Where(s => s.Value.ContainsKey("command")))
        {
            string[] command = [.. ((DocumentList)service["command"]).Items.Select(Text)];
            var help = cli.Run([.. command.TakeWhile(w => !w.StartsWith('-')), "--help"]);
            Assert.Equal(0, help.Code);
            Assert.All(command.Where(w => w.StartsWith('-')), option => Assert.Contains(option, help.Out, StringComparison.Ordinal));
            var variables = ((DocumentMap)service["environment"]).Entries.ToDictionary(
                e => e.Key,
                e => Text(e.Value),
                StringComparer.Ordinal
            );
            var loaded = ConfigurationLoader.Load("/dev/null", variables, []).Require();
            Assert.Equal(("kafka:9092", "http://registry:8081"), (loaded.KafkaBootstrap, loaded.Registry.Url));
        }
    }

    private static Dictionary<string, Dictionary<string, DocumentNode>> Services()
    {
        // Our YAML has no anchors and merges: they are written out, as Docker does.
        var text = File.ReadAllText(Path.Combine(Folder, "compose.yaml"));
        var shared = Regex
            .Match(
                text,
                @"x-streamscoring: &streamscoring\n(?<body>(  .*\n)+)",
                RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
            )
            .Groups["body"]
            .Value;
        text = text.Replace(
                "    <<: *streamscoring\n",
                Regex.Replace(shared, "^", "  ", RegexOptions.Multiline | RegexOptions.NonBacktracking).TrimEnd(' '),
                StringComparison.Ordinal
            )
            .Replace(" &streamscoring", "", StringComparison.Ordinal);
        var document = DocumentParser.Parse(text, "compose.yaml");
        Assert.Empty(document.Problems);
        return ((DocumentMap)document.Value!["services"]!).Entries.ToDictionary(
            s => s.Key,
            s => ((DocumentMap)s.Value).Entries.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    private static string Text(DocumentNode node) =>
        Convert.ToString(((DocumentScalar)node).Value, System.Globalization.CultureInfo.InvariantCulture)!;
}
