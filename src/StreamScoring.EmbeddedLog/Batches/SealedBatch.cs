namespace StreamScoring.EmbeddedLog.Batches;

/// <summary>A batch ready to be stored, but for its place. <paramref name="Buffer"/> is rented and at least <paramref name="Length"/> long.</summary>
internal readonly record struct SealedBatch(byte[] Buffer, int Length, int Records, long FirstMs, long LastMs, long MaxMs)
{
    public Span<byte> Bytes => Buffer.AsSpan(0, Length);
}
