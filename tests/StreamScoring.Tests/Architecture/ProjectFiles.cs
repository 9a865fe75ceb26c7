using System.Xml.Linq;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.Tests.Architecture;

/// <summary>The project files of <c>src</c>, read as they stand in the repository.</summary>
internal static class ProjectFiles
{
    public static string Source => Path.Combine(GoldenFolders.RepositoryRoot, "src");

    public static IReadOnlyDictionary<string, XDocument> All { get; } =
        Directory
            .EnumerateFiles(Source, "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(
                f => Path.GetFileNameWithoutExtension(f)["StreamScoring.".Length..],
                f => XDocument.Load(f),
                StringComparer.Ordinal
            );

    public static IReadOnlyList<string> ReferencesOf(string project) =>
        [
            .. All[project]
                .Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)["StreamScoring.".Length..])
                .Order(StringComparer.Ordinal),
        ];

    public static IReadOnlyList<XElement> PackagesOf(string project) => [.. All[project].Descendants("PackageReference")];

    public static IEnumerable<string> CodeFiles(params string[] roots) =>
        roots
            .SelectMany(r => Directory.EnumerateFiles(Path.Combine(GoldenFolders.RepositoryRoot, r), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.EndsWith(".g.cs", StringComparison.Ordinal));

    public static string Relative(string file) => Path.GetRelativePath(GoldenFolders.RepositoryRoot, file);
}
