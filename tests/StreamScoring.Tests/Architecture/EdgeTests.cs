using System.Text.RegularExpressions;
using Xunit;

namespace StreamScoring.Tests.Architecture;

/// <summary>Data flows one way: the project files say what <c>src/ARCHITECTURE.md</c>'s edge table says, neither more nor less.</summary>
public sealed class EdgeTests
{
    [Fact]
    public void Every_project_stands_in_the_edge_table_and_every_row_is_a_project() =>
        Assert.Equal(ProjectFiles.All.Keys.Order(StringComparer.Ordinal), Table().Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Project_references_equal_the_edge_table()
    {
        foreach (var (project, (edges, _)) in Table())
            Assert.True(
                edges.SequenceEqual(ProjectFiles.ReferencesOf(project), StringComparer.Ordinal),
                $"{project} references [{string.Join(", ", ProjectFiles.ReferencesOf(project))}], the table grants [{string.Join(", ", edges)}]"
            );
    }

    [Fact]
    public void A_fenced_package_has_one_home_and_does_not_leak_from_it()
    {
        var fences = Table().SelectMany(r => r.Value.Packages.Select(p => (Home: r.Key, Package: p))).ToList();
        Assert.NotEmpty(fences);
        foreach (var (home, package) in fences)
        {
            var users = ProjectFiles.All.Keys.Where(p => ProjectFiles.PackagesOf(p).Any(e => e.Attribute("Include")!.Value == package));
            Assert.Equal([home], users);
            var reference = ProjectFiles.PackagesOf(home).Single(e => e.Attribute("Include")!.Value == package);
            Assert.True(reference.Attribute("PrivateAssets")?.Value == "compile", $"{home}: {package} needs PrivateAssets=\"compile\"");
        }
    }

    private static SortedDictionary<string, (List<string> Sees, List<string> Packages)> Table()
    {
        var table = new SortedDictionary<string, (List<string>, List<string>)>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(ProjectFiles.Source, "ARCHITECTURE.md")))
        {
            var row = Regex.Match(line, @"^\| `(?<p>\w+)` \| (?<e>[^|]*) \| (?<f>[^|]*)\|", RegexOptions.NonBacktracking);
            if (row.Success)
                table.Add(row.Groups["p"].Value, (Words(row.Groups["e"].Value), Words(row.Groups["f"].Value)));
        }

        Assert.NotEmpty(table);
        return table;
    }

    private static List<string> Words(string cell) =>
        [.. Regex.Matches(cell, @"[\w.]+", RegexOptions.NonBacktracking).Select(m => m.Value).Order(StringComparer.Ordinal)];
}
