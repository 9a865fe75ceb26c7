using System.Text;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Restoring;

/// <summary>
/// How a group's state stands on the cluster: a compacted topic, one partition for each input partition number, whose keys begin with a byte that says what
/// they are. State values are opaque; progress is a <see cref="ProgressRecord"/>.
/// </summary>
internal static class Changelog
{
    /// <summary>A progress record; the topic's name follows.</summary>
    public const byte ProgressKind = 0;

    /// <summary>A key's state; the key follows.</summary>
    public const byte StateKind = 1;

    public static string TopicOf(string group) => group + "-state";

    public static byte[] StateKey(ReadOnlySpan<byte> key)
    {
        var made = new byte[key.Length + 1];
        made[0] = StateKind;
        key.CopyTo(made.AsSpan(1));
        return made;
    }

    public static byte[] ProgressKey(string topic)
    {
        var made = new byte[Encoding.UTF8.GetByteCount(topic) + 1];
        made[0] = ProgressKind;
        Encoding.UTF8.GetBytes(topic, made.AsSpan(1));
        return made;
    }

    /// <summary>Throws <see cref="LogException"/> on a key of a kind that this version does not know.</summary>
    public static byte KindOf(ReadOnlySpan<byte> key, string topic) =>
        key is [ProgressKind or StateKind, ..]
            ? key[0]
            : throw new LogException(
                $"'{topic}' holds a record of an unknown kind: it was written by a newer version, or is not a state topic"
            );
}
