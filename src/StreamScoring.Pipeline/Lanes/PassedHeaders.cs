using System.Buffers;
using System.Text;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>The headers that score records take over from their events: those of the given names, in the event's order, repeated and null ones too.</summary>
internal sealed class PassedHeaders(IReadOnlyList<string> names)
{
    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];
    private readonly ArrayBufferWriter<byte> _passed = new(256);

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> headers)
    {
        if (_names.Length == 0 || headers.IsEmpty)
            return default;
        _passed.ResetWrittenCount();
        var rest = headers;
        while (true)
        {
            var before = rest;
            if (!RecordHeaders.TryRead(ref rest, out var name, out _, out _))
                return _passed.WrittenSpan;
            if (IsWanted(name))
                _passed.Write(before[..^rest.Length]);
        }
    }

    private bool IsWanted(ReadOnlySpan<byte> name)
    {
        foreach (var wanted in _names)
        {
            if (name.SequenceEqual(wanted))
                return true;
        }

        return false;
    }
}
