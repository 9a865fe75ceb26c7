using System.Text;
using StreamScoring.Pipeline.Revisions;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Revisions;

public sealed class ArtifactStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("artifacts").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_put_is_found_under_its_hash()
    {
        var store = new ArtifactStore(_folder);
        var hash = store.Put(ArtifactKind.Graph, "{}"u8);
        Assert.Equal("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", hash);
        Assert.Equal("{}", Encoding.UTF8.GetString(store.TryRead(ArtifactKind.Graph, hash)!));
        Assert.Null(store.TryRead(ArtifactKind.Model, hash));
        Assert.Equal(hash, store.Put(ArtifactKind.Graph, "{}"u8));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "graphs")));
    }

    [Fact]
    public void A_file_with_other_bytes_is_not_there_and_is_mended_by_putting_it_again()
    {
        var store = new ArtifactStore(_folder);
        var hash = store.Put(ArtifactKind.Model, [1, 2, 3]);
        File.WriteAllBytes(store.PathOf(ArtifactKind.Model, hash), [1, 2]);
        Assert.Null(store.TryRead(ArtifactKind.Model, hash));
        store.Put(ArtifactKind.Model, [1, 2, 3]);
        Assert.Equal([1, 2, 3], store.TryRead(ArtifactKind.Model, hash));
    }

    [Theory]
    [InlineData("sha256:../../etc/passwd")]
    [InlineData("sha256:44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A")]
    [InlineData("md5:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")]
    [InlineData("")]
    public void A_name_that_is_no_hash_is_refused(string hash) =>
        Assert.Throws<ArgumentException>(() => new ArtifactStore(_folder).TryRead(ArtifactKind.Graph, hash));

    [Fact]
    public void An_active_set_has_one_form_whatever_the_order_of_its_services()
    {
        var one = new ActiveSetDocument([("b", "sha256:2"), ("a", "sha256:1")]);
        var other = new ActiveSetDocument([("a", "sha256:1"), ("b", "sha256:2")]);
        Assert.Equal(one.Hash, other.Hash);
        Assert.Equal(one.Services, ActiveSetDocument.Parse(one.ToJson()).Services);
        Assert.NotEqual(one.Hash, new ActiveSetDocument([("a", "sha256:1")]).Hash);
    }

    [Theory]
    [InlineData("""{"version":2,"services":{}}""")]
    [InlineData("""{"services":{}}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void Other_bytes_are_no_active_set(string json) =>
        Assert.Throws<FormatException>(() => ActiveSetDocument.Parse(Encoding.UTF8.GetBytes(json)));
}
