using System.Text.Json;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Expressions.Values;
using StreamScoring.State;
using StreamScoring.State.Versions;

namespace StreamScoring.Decisioning.Deciding;

/// <summary>
/// The profiles of a partition's people, each with its past, and up to where they were read. What was read since the last commit can be given up. One a lane; looking up
/// allocates nothing once its buffers have grown.
/// </summary>
public sealed class Profiles(VersionedTableLimits limits)
{
    private static readonly FieldName[] s_collect = [.. Consent.Collect.Split('.').Select(s => new FieldName(s))];
    private readonly VersionedTable _table = new(limits);
    private readonly JsonValues _found = new();
    private readonly JsonValues _checked = new();
    private long _committed = -1;

    /// <summary>The offset up to which profiles were read (one past the last), -1 where none are.</summary>
    public long Offset { get; private set; } = -1;

    /// <summary>Whether something was read since the last commit.</summary>
    public bool HasMoved => Offset != _committed;

    /// <summary>Profiles held.</summary>
    public int Count => _table.Keys;

    /// <summary>Takes a version, a JSON object valid from a time on. False when it is no such thing or too old: it counts for nothing then.</summary>
    public bool Put(ReadOnlySpan<byte> key, long timeNs, ReadOnlySpan<byte> json)
    {
        try
        {
            if (_checked.Read(json).Kind != ValueKind.Object)
                return false;
        }
        catch (JsonException)
        {
            return false;
        }

        return _table.Put(key, timeNs, json) == PutOutcome.Taken;
    }

    /// <summary>Takes that a profile is gone from a time on.</summary>
    public void Delete(ReadOnlySpan<byte> key, long timeNs) => _table.Delete(key, timeNs);

    /// <summary>Everything before an offset was read.</summary>
    public void ReadUpTo(long offset) => Offset = offset;

    /// <summary>Profiles written since the last commit.</summary>
    public int DirtyCount => _table.DirtyKeys;

    /// <summary>Hands every profile written since the last commit, with its past, to <paramref name="each"/>; an empty value means that nothing is held of it any more.</summary>
    public void VisitDirty(StateVisitor each) => _table.VisitDirty(each);

    /// <summary>Takes over a persisted profile with its past. Throws <see cref="StateFormatException"/> when its bytes cannot be read.</summary>
    public void Restore(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => _table.Restore(key, value);

    /// <summary>Everything is restored that was read before an offset.</summary>
    public void Restored(long offset) => Offset = _committed = Math.Max(Offset, offset);

    /// <summary>Makes what was read the state.</summary>
    public void Commit()
    {
        _table.Commit();
        _committed = Offset;
    }

    /// <summary>Gives up what was read since the last commit; reading goes on at <see cref="Offset"/>.</summary>
    public void Abort()
    {
        _table.Abort();
        Offset = _committed;
    }

    /// <summary>The profile as of a moment; null when nothing is known. Valid until the next call.</summary>
    internal Value AsOf(ReadOnlySpan<byte> key, long timeNs)
    {
        var found = _table.Get(key, timeNs);
        return found.Status == VersionStatus.Found ? _found.Read(found.Value) : default;
    }

    /// <summary>Whether the person refused that anything be kept.</summary>
    internal static bool RefusesCollection(Value profile)
    {
        foreach (var step in s_collect)
            profile = profile.Field(step);
        return profile.Kind == ValueKind.Text && profile.Utf8.SequenceEqual("n"u8);
    }
}
