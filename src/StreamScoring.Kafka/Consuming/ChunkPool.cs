using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Consuming;

/// <summary>Buffers that the queues of one member take turns with, so that steady work makes none; at most about 8 MiB lie idle. Used under the source's lock.</summary>
internal sealed class ChunkPool
{
    /// <summary>When a chunk is full, bytes; a larger record has one to itself.</summary>
    public const int ChunkBytes = 256 * 1024;

    private const int ChunkRecords = 256;
    private const int MostIdle = 32;
    private readonly Stack<RecordBatch> _idle = new();

    /// <summary>An empty chunk that begins at an offset.</summary>
    public RecordBatch Take(long offset)
    {
        var chunk = _idle.TryPop(out var idle) ? idle : new RecordBatch(ChunkRecords);
        chunk.Reset(offset);
        return chunk;
    }

    /// <summary>Takes one back that was worked off; one that a huge record has blown up is left to the collector.</summary>
    public void Return(RecordBatch chunk)
    {
        if (_idle.Count < MostIdle && chunk.Bytes <= 2 * ChunkBytes)
            _idle.Push(chunk);
    }
}
