using StreamScoring.Documents;
using Xunit;

namespace StreamScoring.Tests.Documents;

public sealed class DocumentFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    [InlineData(100_000)]
    public void A_text_is_read_whole_up_to_the_limit_and_cut_one_character_behind_it(int length)
    {
        var text = new string('ä', length);
        File.WriteAllText(_file, text);
        Assert.Equal(text, DocumentFile.ReadText(_file));
        Assert.Equal(text, DocumentFile.ReadText(_file, length));
        Assert.Equal(text[..Math.Min(length, 1001)], DocumentFile.ReadText(_file, 1000));
    }

    [Fact]
    public void A_file_without_an_end_is_a_document_that_is_too_long()
    {
        const string endless = "/dev/zero";
        if (!File.Exists(endless))
            return;
        var outcome = DocumentParser.Parse(DocumentFile.ReadText(endless), endless);
        Assert.Contains("at most", Assert.Single(outcome.Problems).Message, StringComparison.Ordinal);
    }
}
