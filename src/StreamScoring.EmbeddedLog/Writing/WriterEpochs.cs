using StreamScoring.EmbeddedLog.Storage;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Writing;

/// <summary>
/// Which writer of an id is the valid one: the newest. The epoch is kept in the file, so that it rises over restarts; one process writes at a time, so memory knows the rest.
/// Used under the commit lock.
/// </summary>
internal sealed class WriterEpochs(Database database) : IDisposable
{
    private readonly Dictionary<string, long> _current = new(StringComparer.Ordinal);
    private readonly Statement _next = new(
        database,
        "INSERT INTO writer(name, epoch) VALUES(?1, 1) ON CONFLICT DO UPDATE SET epoch = epoch + 1 RETURNING epoch"
    );

    public long Next(string writerId)
    {
        if (!_next.Bind(1, writerId).Step())
            throw new LogException($"no epoch for writer '{writerId}'");
        var epoch = _next.Int64(0);
        _next.Run();
        _current[writerId] = epoch;
        return epoch;
    }

    public void ThrowIfFenced(string writerId, long epoch)
    {
        if (_current.TryGetValue(writerId, out var current) && current != epoch)
            throw new FencedException(
                $"writer '{writerId}' of epoch {epoch} was replaced by one of epoch {current}: two workers have the same id; stop this one"
            );
    }

    public void Dispose() => _next.Dispose();
}
