using System.Globalization;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Inbox;

/// <summary>
/// The folder <c>inbox</c> of a log, in which a process that may not write leaves what it wants written. The process that holds the log takes it within moments, in the order
/// in which it was left; should that process die in between, the next one takes it, perhaps a second time.
/// </summary>
internal sealed class PostBox(string folder, TimeProvider time)
{
    private const string Waiting = ".post";
    private const string Refused = ".refused";
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Path.Combine(folder, "inbox");
    private int _left;

    /// <summary>Leaves a post and waits until it is in the log. Throws <see cref="LogException"/> when it was refused, or not taken in time; then it is not written.</summary>
    public void Leave(Post post, TimeSpan patience)
    {
        Directory.CreateDirectory(_folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().UtcTicks:D20}-{Environment.ProcessId}-{_left++}");
        var path = Path.Combine(_folder, name + Waiting);
        File.WriteAllBytes(path + ".new", post.ToBytes());
        File.Move(path + ".new", path);
        var start = time.GetTimestamp();
        using var never = new ManualResetEventSlim();
        while (File.Exists(path) && time.GetElapsedTime(start) < patience)
            never.Wait(s_look);
        if (File.Exists(path) && TryTakeBack(path))
            throw new LogException(
                $"the process that holds the log '{folder}' did not take the record within {patience.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s; nothing was written: try again, or stop that process"
            );
        var refusal = Path.Combine(_folder, name + Refused);
        if (!File.Exists(refusal))
            return;
        var reason = File.ReadAllText(refusal);
        File.Delete(refusal);
        throw new LogException($"the process that holds the log '{folder}' refused the record: {reason}");
    }

    /// <summary>Takes what waits, in order; <paramref name="write"/> puts a post into the log.</summary>
    public void Take(Action<Post> write)
    {
        if (!Directory.Exists(_folder))
            return;
        foreach (var path in Directory.GetFiles(_folder, "*" + Waiting).Order(StringComparer.Ordinal))
        {
            try
            {
                write(Post.FromBytes(File.ReadAllBytes(path)));
                File.Delete(path);
            }
            catch (FileNotFoundException)
            {
                // Its sender has lost patience and taken it back.
            }
            catch (Exception e) when (e is LogException or InvalidDataException or EndOfStreamException or ArgumentException)
            {
                File.WriteAllText(path[..^Waiting.Length] + Refused, e.Message);
                File.Delete(path);
            }
        }
    }

    // Taking back is a move: only one of both sides has the file.
    private static bool TryTakeBack(string path)
    {
        try
        {
            File.Move(path, path + ".back");
            File.Delete(path + ".back");
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
