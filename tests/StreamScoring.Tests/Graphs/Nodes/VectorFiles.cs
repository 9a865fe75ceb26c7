using StreamScoring.TestKit.Reference;

namespace StreamScoring.Tests.Graphs.Nodes;

/// <summary>Where the vectors of each kind of node lie.</summary>
internal static class VectorFiles
{
    /// <summary>Vectors of operations that the reference files lack, in the same form; made with <c>gen_vectors.py</c> beside them.</summary>
    public static string Folder { get; } =
        Path.Combine(GoldenFolders.RepositoryRoot, "tests", "StreamScoring.Tests", "Graphs", "Nodes", "Vectors");
}
