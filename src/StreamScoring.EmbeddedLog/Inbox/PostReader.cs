using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Inbox;

/// <summary>The thread of the process that holds the log, which writes what others left in the inbox.</summary>
internal sealed class PostReader : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly EmbeddedLog _log;
    private readonly PostBox _box;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    public PostReader(EmbeddedLog log, PostBox box)
    {
        _log = log;
        _box = box;
        _thread = new Thread(Run) { Name = "inbox", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        do
        {
            try
            {
                _box.Take(Write);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The folder is not to be read now; its sender hears of it by losing patience.
            }
        } while (!_stop.Wait(s_interval));
    }

    private void Write(Post post)
    {
        foreach (var topic in post.Topics)
            _log.EnsureTopic(topic);
        using var writer = _log.OpenWriter("streamscoring-inbox", "streamscoring-inbox");
        foreach (var r in post.Records)
            writer.Append(r.To, r.Key, r.Value, r.Headers, r.TimestampMs, r.Key is not null, r.Value is not null);
        writer.Commit([]);
    }
}
