using System.Globalization;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Storage;

/// <summary>
/// Lets one process at a time write to a log. The lock is the operating system's, on <c>writer.lock</c>, and goes with the process however it ends;
/// <c>writer.holder</c> beside it only says who has it.
/// </summary>
internal sealed class WriterLock : IDisposable
{
    private const int RetryMs = 20;
    private readonly FileStream _file;

    private WriterLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, waiting for it up to <paramref name="wait"/>. Throws <see cref="LogException"/> naming the holder.</summary>
    public static WriterLock Take(string folder, TimeSpan wait, TimeProvider time)
    {
        var holder = Path.Combine(folder, "writer.holder");
        var start = time.GetTimestamp();
        using var never = new ManualResetEventSlim();
        while (true)
        {
            if (TryOpen(Path.Combine(folder, "writer.lock")) is { } file)
            {
                Announce(holder, time);
                return new WriterLock(file);
            }

            if (time.GetElapsedTime(start) >= wait)
            {
                throw new HeldElsewhereException(
                    $"the log '{folder}' is open for writing by {Holder(holder)}; waited {wait.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s: "
                        + "stop that process, wait longer, or open the log read-only"
                );
            }

            never.Wait(RetryMs);
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LogException($"'{path}' may not be written: check its owner and mode", e);
        }
    }

    private static void Announce(string holder, TimeProvider time)
    {
        var since = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var fresh = holder + ".new";
        File.WriteAllText(fresh, $"process {Environment.ProcessId} on host {Environment.MachineName} since {since}");
        File.Move(fresh, holder, overwrite: true);
    }

    private static string Holder(string holder)
    {
        try
        {
            return File.ReadAllText(holder);
        }
        catch (IOException)
        {
            return "a process that has not said who it is";
        }
    }
}
