using System.Text.RegularExpressions;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Architecture;

/// <summary>Style that a formatter does not see.</summary>
public sealed class HouseTests
{
    [Fact]
    public void Files_are_small()
    {
        var lengths = ProjectFiles
            .CodeFiles("src", "tests")
            .Select(f => (File: ProjectFiles.Relative(f), Lines: File.ReadLines(f).Count()))
            .ToList();
        Assert.All(lengths, l => Assert.True(l.Lines <= 500, $"{l.File} has {l.Lines} lines; 500 is the limit"));
        var source = lengths.Where(l => l.File.StartsWith("src", StringComparison.Ordinal)).Select(l => l.Lines).Order().ToList();
        Assert.True(
            source[source.Count * 9 / 10] <= 200,
            $"nine of ten files in src should be under 200 lines; the 90th percentile has {source[source.Count * 9 / 10]}"
        );
    }

    [Fact]
    public void No_file_holds_an_unfinished_or_forbidden_thing()
    {
        var forbidden = new Regex(
            "NotImplementedException|#region|TOD[O]|FIXM[E]|Skip *= *\"|Thread\\.Sleep|Task\\.Delay\\(",
            RegexOptions.NonBacktracking
        );
        foreach (
            var file in ProjectFiles.CodeFiles("src", "tests").Where(f => !f.EndsWith(nameof(HouseTests) + ".cs", StringComparison.Ordinal))
        )
        {
            var hit = File.ReadLines(file).Select((text, i) => (text, i)).FirstOrDefault(l => forbidden.IsMatch(l.text));
            Assert.True(hit.text is null, $"{ProjectFiles.Relative(file)}:{hit.i + 1}: {hit.text}");
        }
    }

    [Fact]
    public void The_top_level_holds_only_what_is_agreed()
    {
        string[] agreed =
        [
            "src",
            "tests",
            "schemas",
            "compose",
            "artifacts",
            "StreamScoring.sln",
            "README.md",
            "Makefile",
            "LICENSE",
            "NOTICE",
            "global.json",
        ];
        var found = new DirectoryInfo(GoldenFolders.RepositoryRoot)
            .EnumerateFileSystemInfos()
            .Select(e => e.Name)
            .Where(n =>
                !n.StartsWith('.') && !n.EndsWith(".props", StringComparison.Ordinal) && !n.EndsWith(".targets", StringComparison.Ordinal)
            )
            .Except(agreed, StringComparer.Ordinal);
        Assert.Empty(found);
    }

    [Fact]
    public void No_folder_or_project_has_a_name_that_says_nothing()
    {
        string[] empty = ["Abstractions", "Common", "Core", "Utils", "Helpers", "Misc"];
        var found = new[] { "src", "tests" }
            .SelectMany(r =>
                Directory.EnumerateDirectories(Path.Combine(GoldenFolders.RepositoryRoot, r), "*", SearchOption.AllDirectories)
            )
            .Where(d =>
                !d.Contains("reference", StringComparison.Ordinal)
                && Path.GetFileName(d).Split('.').Intersect(empty, StringComparer.Ordinal).Any()
            )
            .Select(ProjectFiles.Relative);
        Assert.Empty(found);
    }

    [Fact]
    public void Package_versions_are_exact()
    {
        var props = System.Xml.Linq.XDocument.Load(Path.Combine(GoldenFolders.RepositoryRoot, "Directory.Packages.props"));
        var versions = props.Descendants().Where(e => e.Attribute("Include") is not null && e.Attribute("Version") is not null).ToList();
        Assert.NotEmpty(versions);
        Assert.All(versions, v => Assert.Matches(@"^\[[^,]+\]$", v.Attribute("Version")!.Value));
    }

    [Fact]
    public void Committed_text_names_no_machine_path_and_no_package_host()
    {
        var bad = new Regex(
            "/(wor[k]|roo[t]|far[m])/|nuget\\.or[g]/|registry\\.npmj[s]",
            RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
        );
        string[] extensions = [".cs", ".md", ".csproj", ".props", ".yaml", ".yml", ".json", ".sh", ""];
        var files = new[] { "src", "schemas", "compose", ".ci" }
            .Select(r => Path.Combine(GoldenFolders.RepositoryRoot, r))
            .Where(Directory.Exists)
            .SelectMany(r => Directory.EnumerateFiles(r, "*", SearchOption.AllDirectories))
            .Concat(ProjectFiles.CodeFiles("tests"))
            .Append(Path.Combine(GoldenFolders.RepositoryRoot, "README.md"))
            .Append(Path.Combine(GoldenFolders.RepositoryRoot, "Makefile"))
            .Where(f => File.Exists(f) && extensions.Contains(Path.GetExtension(f), StringComparer.Ordinal));
        foreach (var file in files)
            Assert.False(bad.IsMatch(File.ReadAllText(file)), $"{ProjectFiles.Relative(file)} names a machine path or a package host");
    }
}
