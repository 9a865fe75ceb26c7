using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.GZip;

namespace StreamScoring.Pipeline.Jsonl;

/// <summary>
/// Reads a file line by line as bytes, ungzipping when it starts as gzip does. A line longer than the limit is cut one byte behind it, so that
/// decoding refuses it by its length, and the rest of it is passed over.
/// </summary>
public sealed class LineReader : IDisposable
{
    private readonly string _path;
    private readonly Stream _stream;
    private readonly int _maxLine;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;
    private bool _begun;

    /// <summary>Opens a file. Throws <see cref="IOException"/> when it cannot, as reading does when a gzipped file is broken or cut off.</summary>
    public LineReader(string path, int maxLineBytes)
    {
        _path = path;
        _maxLine = maxLineBytes;
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        _end = file.ReadAtLeast(_buffer.AsSpan(0, 2), 2, throwOnEndOfStream: false);
        _stream = file;
        if (_end < 2 || _buffer[0] != 0x1F || _buffer[1] != 0x8B)
            return;
        if (!file.CanSeek)
        {
            file.Dispose();
            throw new IOException($"'{path}' is a pipe of gzipped bytes: unzip them before (gunzip -c), or name the file itself");
        }

        (file.Position, _end) = (0, 0);
        // Not the platform's own: it takes a file that was cut off for one that ended.
        _stream = new GZipInputStream(file, 1 << 16);
    }

    /// <summary>The next line that is not blank, without its line end; valid until the next call. Returns false at the end.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (TryReadAny(out line))
        {
            // A byte order mark, as some editors leave it, is no part of the first line.
            if (!_begun && line.StartsWith("\uFEFF"u8))
                line = line[3..];
            _begun = true;
            line = line.TrimEnd((byte)'\r');
            if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private bool TryReadAny(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = _buffer.AsSpan(_start, Math.Min(searched + found, _maxLine + 1));
                _start += searched + found + 1;
                return true;
            }

            searched = _end - _start;
            if (searched > _maxLine)
                return CutLine(out line);
            if (!Fill())
            {
                line = _buffer.AsSpan(_start, _end - _start);
                _start = _end;
                return !line.IsEmpty;
            }
        }
    }

    private bool CutLine(out ReadOnlySpan<byte> line)
    {
        // The head is moved to the front and kept; what follows is read over it, behind, until the line ends.
        var keep = _maxLine + 1;
        if (_buffer.Length == keep)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        _buffer.AsSpan(_start, keep).CopyTo(_buffer);
        var rest = _buffer.AsSpan(_start + keep, _end - _start - keep);
        _start = keep;
        rest.CopyTo(_buffer.AsSpan(keep));
        _end = keep + rest.Length;
        while (true)
        {
            var found = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (found >= 0)
            {
                _start += found + 1;
                break;
            }

            _start = _end = keep;
            var read = _ended ? 0 : Read(keep);
            _end += read;
            _ended |= read == 0;
            if (read == 0)
                break;
        }

        line = _buffer.AsSpan(0, keep);
        return true;
    }

    private bool Fill()
    {
        if (_ended)
            return false;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = Read(_end);
        _end += read;
        _ended = read == 0;
        return !_ended;
    }

    private int Read(int at)
    {
        try
        {
            return _stream.Read(_buffer, at, _buffer.Length - at);
        }
        catch (Exception e) when (e is SharpZipBaseException or EndOfStreamException)
        {
            throw new IOException(
                $"'{_path}' is a gzipped file that is broken or cut off ({e.Message}); check it with gzip -t, and copy it anew",
                e
            );
        }
    }
}
