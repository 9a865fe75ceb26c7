using System.IO.Compression;
using System.Text;
using StreamScoring.Pipeline.Jsonl;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Jsonl;

public sealed class LineReaderTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\nb\n", new[] { "a", "b" })]
    [InlineData("\n\n a\r\n \t\r\nb\r", new[] { " a", "b" })]
    public void Lines_come_without_their_ends_and_blank_ones_do_not_come(string text, string[] lines)
    {
        File.WriteAllText(_file, text);
        Assert.Equal(lines, Read(1000));
    }

    [Fact]
    public void A_byte_order_mark_belongs_to_no_line()
    {
        File.WriteAllBytes(_file, [0xEF, 0xBB, 0xBF, .. "{}\n{}"u8]);
        Assert.Equal(["{}", "{}"], Read(1000));
    }

    [Fact]
    public void Gzip_is_known_by_its_content_and_may_have_several_members()
    {
        using (var file = File.Create(_file))
        {
            for (var member = 0; member < 2; member++)
            {
                using var zip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
                zip.Write(Encoding.UTF8.GetBytes($"first {member}\nlast {member}\n"));
            }
        }

        Assert.Equal(["first 0", "last 0", "first 1", "last 1"], Read(1000));
    }

    [Fact]
    public void A_gzip_file_that_is_cut_off_or_broken_is_an_error_and_not_an_end()
    {
        using var packed = new MemoryStream();
        var boundary = 0;
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write("first\n"u8);
            zip.Flush();
            boundary = (int)packed.Length;
            zip.Write("last\n"u8);
        }

        var whole = packed.ToArray();
        for (var length = 10; length < whole.Length; length++)
        {
            File.WriteAllBytes(_file, whole[..length]);
            Assert.Contains(_file, Assert.Throws<IOException>(() => Read(1000)).Message, StringComparison.Ordinal);
        }

        Assert.InRange(boundary, 11, whole.Length - 9);
        whole[^6] ^= 1;
        File.WriteAllBytes(_file, whole);
        Assert.Contains("gzip -t", Assert.Throws<IOException>(() => Read(1000)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(131_071)]
    [InlineData(200_000)]
    public void A_line_beyond_the_limit_is_cut_one_byte_behind_it_and_the_next_one_is_whole(int limit)
    {
        string[] lines =
        [
            .. new[] { 1, limit, limit + 1, limit + 2, 3 * limit, 70_000, 300_000, 5 }.Select((n, i) => new string((char)('a' + i), n)),
        ];
        foreach (var end in new[] { "", "\n" })
        {
            File.WriteAllText(_file, string.Join('\n', lines) + end);
            Assert.Equal(lines.Select(l => l[..Math.Min(l.Length, limit + 1)]), Read(limit));
        }
    }

    private List<string> Read(int limit)
    {
        using var reader = new LineReader(_file, limit);
        var lines = new List<string>();
        while (reader.TryRead(out var line))
            lines.Add(Encoding.UTF8.GetString(line));
        return lines;
    }
}
