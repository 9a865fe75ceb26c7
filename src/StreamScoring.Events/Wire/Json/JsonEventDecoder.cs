using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Identity;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Events.Wire.Json;

/// <summary>
/// Reads XDM events as JSON, in every public spelling (<see cref="XdmNames"/>), straight from UTF-8 into the columns of a batch: one pass, no tree, and no
/// allocation once columns have grown. The whole text is checked by RFC 8259, what nobody asked for included. What is read is taken at its word or not at all:
/// <list type="bullet">
/// <item>null and absent are null; a value of another kind than its column holds is a fault, never a null. Numbers are not read out of texts, nor texts out of numbers.</item>
/// <item>int64 takes whole numbers in any writing (3.0 and 30e-1, not 3.5); floats take finite numbers, rounded once; timestamps take RFC 3339 texts and whole ms since the epoch.</item>
/// <item>Lists: null when the array is null or absent, one item for each of its items; where a field of the items is asked for, an item that is no object, or lacks it, gives a null.</item>
/// <item>A property that is read and stands twice in its object, in whatever spellings, is a fault: writers and readers disagree on which one counts.</item>
/// <item>A byte order mark is passed over.</item>
/// </list>
/// Malformed text is reported before anything else, then the first other problem in the order of the text. Not thread-safe; one a lane.
/// </summary>
public sealed class JsonEventDecoder
{
    private readonly DecodeLimits _limits;
    private readonly IdentityRule _identity;
    private readonly JsonPlan _plan;
    private readonly JsonColumnWriter _writer;
    private readonly JsonProblems _problems;
    private readonly long[] _seen;
    private long _instances;
    private long _instance;
    private bool _isWhole;

    /// <summary>A decoder for batches of that projection. Throws <see cref="ArgumentException"/> when a field's shape cannot hold what its path gives.</summary>
    public JsonEventDecoder(Projection projection, DecodeLimits limits, IdentityRule? identity = null)
    {
        _limits = limits;
        _identity = identity ?? IdentityRule.Default;
        _plan = new JsonPlan(projection);
        _writer = new JsonColumnWriter(projection, limits);
        _problems = new JsonProblems(limits);
        _seen = new long[_plan.NodeCount];
    }

    /// <summary>Decodes an event into a row that was just added. Returns null, or the fault, with which the row is then marked.</summary>
    public Fault? Decode(ReadOnlySpan<byte> payload, EventBatch batch, int row)
    {
        _problems.Clear();
        _instance = ++_instances;
        _writer.Begin(batch, row);
        var fault = Read(payload, batch, row);
        if (fault is { Code: FaultCode.Malformed } || fault is not null && !_isWhole)
            batch.SetFault(row, fault);
        else if (fault is not null)
        {
            // Who it is about may be what is wrong; which event it is, is known, and somebody may wait for its score.
            batch.Refuse(row, fault);
            batch.Identities.SetNull(row);
        }

        return fault;
    }

    private Fault? Read(ReadOnlySpan<byte> payload, EventBatch batch, int row)
    {
        _isWhole = false;
        if (payload.Length > _limits.MaxEventBytes)
            return Fault.Decode(
                FaultCode.LimitExceeded,
                "",
                string.Create(CultureInfo.InvariantCulture, $"the event is longer than {_limits.MaxEventBytes} bytes")
            );
        if (!Utf8.IsValid(payload))
            return Fault.Decode(FaultCode.Malformed, "", "the event is not valid UTF-8");
        var cursor = new JsonCursor(payload, _limits.MaxDepth);
        if (payload.StartsWith("\uFEFF"u8))
            cursor.Position = 3;
        var identities = new JsonIdentityReader(_writer, _limits, new IdentityChoice(_identity));
        var next = cursor.Peek();
        if (next == 0 && cursor.Position == cursor.Length)
            return Fault.Decode(FaultCode.Malformed, "", "the event is empty");
        if (next != '{')
            _problems.Note(FaultCode.TypeMismatch, _plan.Root, "an event must be a JSON object");
        if (!(next == '{' ? ReadObject(ref cursor, _plan.Root, 0, ref identities) : JsonSkipper.Skip(ref cursor, next, 0)))
            return _problems.Malformed(cursor);
        if (cursor.Peek() != 0 || cursor.Position < cursor.Length)
        {
            cursor.Fail(cursor.Position, "nothing may follow the event");
            return _problems.Malformed(cursor);
        }

        _isWhole = true;
        identities.Choice.WriteTo(batch.Identities, row);
        if (_problems.First is null && batch.EventTimesNs.IsNull(row))
            return Fault.Decode(FaultCode.TimeMissing, "timestamp", "the event has no timestamp");
        return _problems.First;
    }

    // Without a profile: what the compiler learns from the first events makes this loop slower, and by another amount in each process (Luma 1.6 to 1.9 µs an
    // event, and 1.4 without).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool ReadObject(ref JsonCursor cursor, JsonPlace node, int depth, ref JsonIdentityReader identities)
    {
        if (depth >= cursor.MaxDepth)
            return JsonSkipper.FailDepth(ref cursor);
        var names = node.Names!;
        cursor.Position++;
        var next = cursor.Peek();
        if (next == '}')
        {
            cursor.Position++;
            return true;
        }

        while (true)
        {
            if (next != '"')
                return cursor.Fail(cursor.Position, "a property name in quotes was expected");
            if (!cursor.ReadString(out var start, out var end, out var escaped))
                return false;
            var child = escaped ? FindEscaped(names, cursor.Text[start..end]) : names.Find(cursor.Text[start..end]);
            if (!JsonSkipper.PassColon(ref cursor, out next))
                return false;
            if (
                child is null
                    ? !JsonSkipper.Skip(ref cursor, next, depth + 1)
                    : !ReadProperty(ref cursor, next, child, depth + 1, ref identities)
            )
            {
                _problems.GiveUpAt(child?.Path ?? node.Path);
                return false;
            }

            next = cursor.Peek();
            if (next == '}')
            {
                cursor.Position++;
                return true;
            }

            if (next != ',')
                return cursor.Fail(cursor.Position, "a comma or } was expected");
            cursor.Position++;
            next = cursor.Peek();
        }
    }

    private bool ReadProperty(ref JsonCursor cursor, byte next, JsonPlace node, int depth, ref JsonIdentityReader identities)
    {
        if (_seen[node.Index] == _instance)
        {
            _problems.Note(FaultCode.Malformed, node, "the property stands twice");
            return JsonSkipper.Skip(ref cursor, next, depth);
        }

        _seen[node.Index] = _instance;
        if (!node.IsIdentityMap)
            return ReadValue(ref cursor, next, node, depth, ref identities);
        var start = cursor.Position;
        if (!identities.Read(ref cursor, next, depth))
            return false;
        if (identities.Problem.Code != FaultCode.None)
            _problems.Note(identities.Problem.Code, node, identities.Problem.Message);
        if (node.Names is null && node.Item is null && node.Sinks.Count == 0 && node.Vectors.Count == 0)
            return true;
        cursor.Position = start;
        return ReadValue(ref cursor, next, node, depth, ref identities);
    }

    private bool ReadValue(ref JsonCursor cursor, byte next, JsonPlace node, int depth, ref JsonIdentityReader identities)
    {
        switch (next)
        {
            case (byte)'{':
                if (node.Sinks.Count > 0 || node.Vectors.Count > 0 || node.Item is not null)
                    _problems.NoteKind(node, "an object");
                return node.Names is null ? JsonSkipper.Skip(ref cursor, next, depth) : ReadObject(ref cursor, node, depth, ref identities);
            case (byte)'[':
                if (node.Sinks.Count > 0)
                    _problems.NoteKind(node, "an array");
                else if (node.Names is not null)
                    _problems.Note(
                        FaultCode.TypeMismatch,
                        node,
                        "an array stands where an object was expected; to read a field of its items, write [*] behind it"
                    );
                return ReadArray(ref cursor, node, depth, ref identities);
            case (byte)'n':
                return cursor.ReadLiteral(next);
            default:
                return ReadScalar(ref cursor, next, node);
        }
    }

    private bool ReadScalar(ref JsonCursor cursor, byte next, JsonPlace node)
    {
        if ((node.Names is not null && !node.IsWholeItem) || node.Vectors.Count > 0 || node.Item is not null)
        {
            _problems.NoteKind(node, "a single value");
            return JsonSkipper.SkipScalar(ref cursor, next);
        }

        if (next == '"')
        {
            if (!cursor.ReadString(out var start, out var end, out var escaped))
                return false;
            foreach (ref readonly var sink in CollectionsMarshal.AsSpan(node.Sinks))
            {
                var code = _writer.TrySet(node, sink, cursor.Text[start..end], escaped);
                if (code != FaultCode.None)
                    _problems.NoteText(node, sink, code);
            }

            return true;
        }

        if (next is (byte)'t' or (byte)'f')
        {
            foreach (ref readonly var sink in CollectionsMarshal.AsSpan(node.Sinks))
            {
                if (!_writer.TrySet(node, sink, next == 't'))
                    _problems.NoteValue(node, sink, "a boolean");
            }

            return cursor.ReadLiteral(next);
        }

        if (next is not ((byte)'-' or (>= (byte)'0' and <= (byte)'9')))
            return JsonSkipper.SkipScalar(ref cursor, next);
        if (!JsonNumber.TryRead(ref cursor, out var number))
            return false;
        foreach (ref readonly var sink in CollectionsMarshal.AsSpan(node.Sinks))
        {
            if (!_writer.TrySet(node, sink, cursor.Text, number))
                _problems.NoteValue(node, sink, "this number");
        }

        return true;
    }

    private bool ReadArray(ref JsonCursor cursor, JsonPlace node, int depth, ref JsonIdentityReader identities)
    {
        var start = cursor.Position;
        foreach (ref readonly var sink in CollectionsMarshal.AsSpan(node.Vectors))
        {
            cursor.Position = start;
            if (!JsonVectors.Read(ref cursor, depth, _writer, sink.Slot, _limits, out var problem))
                return false;
            if (problem.Code != FaultCode.None)
                _problems.Note(problem.Code, node, problem.Message);
        }

        if (node.Item is null)
            return node.Vectors.Count > 0 || JsonSkipper.Skip(ref cursor, (byte)'[', depth);
        cursor.Position = start;
        return ReadItems(ref cursor, node, node.Item, depth, ref identities);
    }

    private bool ReadItems(ref JsonCursor cursor, JsonPlace node, JsonPlace item, int depth, ref JsonIdentityReader identities)
    {
        if (depth >= cursor.MaxDepth)
            return JsonSkipper.FailDepth(ref cursor);
        cursor.Position++;
        foreach (var slot in CollectionsMarshal.AsSpan(node.ListSlots))
            _writer.BeginList(slot);
        var outer = _instance;
        var next = cursor.Peek();
        for (var count = 1; next != ']' || count > 1; count++)
        {
            if (count > _limits.MaxItems)
                _problems.Note(
                    FaultCode.LimitExceeded,
                    node,
                    string.Create(CultureInfo.InvariantCulture, $"more than {_limits.MaxItems} items")
                );
            else
            {
                _instance = ++_instances;
                foreach (var slot in CollectionsMarshal.AsSpan(node.ListSlots))
                    _writer.AddItem(slot);
            }

            var isRead = count <= _limits.MaxItems && (next == '{' || item.Sinks.Count > 0);
            if (!(isRead ? ReadValue(ref cursor, next, item, depth + 1, ref identities) : JsonSkipper.Skip(ref cursor, next, depth + 1)))
                return false;
            next = cursor.Peek();
            if (next == ']')
                break;
            if (next != ',')
                return cursor.Fail(cursor.Position, "a comma or ] was expected");
            cursor.Position++;
            next = cursor.Peek();
        }

        cursor.Position++;
        _instance = outer;
        return true;
    }

    private JsonPlace? FindEscaped(JsonNameTable names, ReadOnlySpan<byte> raw) =>
        raw.Length > 6 * names.MaxLength ? null : names.Find(_writer.Scratch.Unescape(raw));
}
