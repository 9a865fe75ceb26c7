using StreamScoring.Inference;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Revisions;

public sealed class RevisionCatalogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("revisions").FullName;
    private readonly ModelStore _models = new(ModelLimits.Default, null, null);

    private static string Sample => Path.Combine(GoldenFolders.RepositoryRoot, "src", "StreamScoring.Cli", "Sample", "luma.graph.yaml");

    public void Dispose()
    {
        _models.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("latest")]
    [InlineData("sha256:../../etc/passwd")]
    public void A_name_that_is_no_hash_is_refused_with_the_reason(string hash)
    {
        Assert.Null(Catalog().Load(hash, out var reason));
        Assert.Contains("is no content hash", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_that_is_damaged_on_disk_is_refused_with_the_reason()
    {
        var hash = Catalog().Publish(Set(Catalog(), Sample));
        foreach (var graph in Directory.EnumerateFiles(Path.Combine(_folder, "graphs")))
            File.WriteAllText(graph, "{");
        Assert.Null(Catalog().Load(hash, out var reason));
        Assert.Contains("hold no graph", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_set_loads_as_the_same_set_where_the_documents_are_not()
    {
        var set = Set(Catalog(), Sample);
        var hash = Catalog().Publish(set);
        Assert.Equal(set.Hash, hash);
        using var elsewhere = new ModelStore(ModelLimits.Default, null, null);
        var loaded = new RevisionCatalog(new ArtifactStore(_folder), elsewhere, new PipelineSettings()).Load(hash, out var reason);
        Assert.True(loaded is not null, reason);
        Assert.Equal(set.Hash, loaded.Hash);
        Assert.Equal(set.Services.Select(s => (s.Name, s.Plan.Hash)), loaded.Services.Select(s => (s.Name, s.Plan.Hash)));
        Assert.Equal(set.Layout.Definitions, loaded.Layout.Definitions);
    }

    [Fact]
    public void A_missing_artifact_is_named()
    {
        var set = Set(Catalog(), Sample);
        var hash = Catalog().Publish(set);
        var store = new ArtifactStore(_folder);
        var model = set.Services[0].Plan.Models[0].Signature.Hash;
        File.Delete(store.PathOf(ArtifactKind.Model, model));
        using var elsewhere = new ModelStore(ModelLimits.Default, null, null);
        var catalog = new RevisionCatalog(store, elsewhere, new PipelineSettings());
        Assert.Null(catalog.Load(hash, out var reason));
        Assert.Contains(model, reason, StringComparison.Ordinal);
        File.Delete(store.PathOf(ArtifactKind.Graph, set.Services[0].Plan.Hash));
        Assert.Null(catalog.Load(hash, out reason));
        Assert.Contains(set.Services[0].Plan.Hash, reason, StringComparison.Ordinal);
        File.Delete(store.PathOf(ArtifactKind.ActiveSet, hash));
        Assert.Null(catalog.Load(hash, out reason));
        Assert.Contains(hash, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Descriptions_do_not_make_a_revision()
    {
        var text = File.ReadAllText(Sample);
        var other = Path.Combine(_folder, "other.graph.yaml");
        File.WriteAllText(other, text.Replace("description: Probability", "description: The probability", StringComparison.Ordinal));
        File.Copy(Path.Combine(Path.GetDirectoryName(Sample)!, "gb_adobe.onnx"), Path.Combine(_folder, "gb_adobe.onnx"));
        Assert.NotEqual(text, File.ReadAllText(other));
        Assert.Equal(Set(Catalog(), Sample).Hash, Set(Catalog(), other).Hash);
    }

    private RevisionCatalog Catalog() => new(new ArtifactStore(_folder), _models, new PipelineSettings());

    private static ActiveSet Set(RevisionCatalog catalog, string file)
    {
        var plan = catalog.Compile(file).Require();
        return new ActiveSet([new DeployedService(plan.Name, plan)], new PipelineSettings());
    }
}
