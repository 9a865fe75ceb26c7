using StreamScoring.Events.Wire.Schemas;
using Xunit;

namespace StreamScoring.Tests.Events.Wire.Schemas;

public sealed class SchemaFolderTests : IDisposable
{
    private static readonly Guid Known = new("11223344-5566-7788-99aa-bbccddeeff00");
    private readonly string _folder = Directory.CreateTempSubdirectory("streamscoring-schemas").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Schemas_are_found_by_id_and_by_guid_in_files_and_in_a_registry_file()
    {
        Write("7.avsc", "\"int\"");
        Write($"{Known:D}.avsc", "\"long\"");
        Write("notes.avsc", "left alone");
        Write(
            "registry.json",
            """{"8":{"schema":"\"string\"","subject":"s"},"9":{"schemaType":"JSON","schema":"{}","references":["\"x\""]}}"""
        );
        var source = SchemaFolder.Open(_folder);
        Assert.Equal(SchemaLookup.Found, source.TryGet(7, out var schema));
        Assert.Equal(("7", "AVRO", "\"int\""), (schema.Name, schema.Type, schema.Text));
        Assert.Equal(SchemaLookup.Found, source.TryGet(Known, out schema));
        Assert.Equal("\"long\"", schema.Text);
        Assert.Equal(SchemaLookup.Found, source.TryGet(8, out schema));
        Assert.Equal("AVRO", schema.Type);
        Assert.Equal(SchemaLookup.Found, source.TryGet(9, out schema));
        Assert.Equal("JSON", schema.Type);
        Assert.Equal(["\"x\""], schema.References);
        Assert.Equal(SchemaLookup.Unknown, source.TryGet(10, out _));
        Assert.Equal(SchemaLookup.Unknown, source.TryGet(default(Guid), out _));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"8\":{}}")]
    [InlineData("{\"8\":{\"schema\":null}}")]
    [InlineData("{\"eight\":{\"schema\":\"\"}}")]
    [InlineData("{\"7\":{\"schema\":\"\"}}")]
    public void A_broken_registry_file_is_refused_by_name(string text)
    {
        Write("7.avsc", "\"int\"");
        Write("registry.json", text);
        var error = Assert.Throws<InvalidDataException>(() => SchemaFolder.Open(_folder));
        Assert.Contains("registry.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_refused() =>
        Assert.Throws<DirectoryNotFoundException>(() => SchemaFolder.Open(Path.Combine(_folder, "none")));

    [Fact]
    public void A_dictionary_with_an_id_twice_is_refused()
    {
        var schema = new WriterSchema("7", "AVRO", "\"int\"");
        Assert.Throws<ArgumentException>(() => new SchemaDictionary([new(7, schema), new(7, schema)]));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
