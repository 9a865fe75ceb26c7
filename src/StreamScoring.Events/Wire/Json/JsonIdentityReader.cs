using StreamScoring.Events.Faults;
using StreamScoring.Events.Identity;

namespace StreamScoring.Events.Wire.Json;

/// <summary>
/// Reads an <c>identityMap</c>: namespaces, each with a list of identities (<c>id</c>, <c>primary</c>, in either spelling). Null stands for absent everywhere.
/// Anything else that is not of this form is a fault, because a wrong key would put the event into another person's history.
/// </summary>
internal ref struct JsonIdentityReader(JsonColumnWriter writer, DecodeLimits limits, IdentityChoice choice)
{
    /// <summary>The identities read so far.</summary>
    public IdentityChoice Choice = choice;

    /// <summary>What is wrong, though well-formed: the first thing, or none.</summary>
    public (FaultCode Code, string Message) Problem;

    /// <summary>Reads the map at the cursor. False when the text is malformed.</summary>
    public bool Read(scoped ref JsonCursor cursor, byte next, int depth)
    {
        if (next != '{')
            return SkipUnlessNull(ref cursor, next, depth, "identityMap must be an object of namespaces");
        if (depth >= cursor.MaxDepth)
            return JsonSkipper.FailDepth(ref cursor);
        cursor.Position++;
        next = cursor.Peek();
        for (var count = 1; next != '}'; count++)
        {
            if (!ReadName(ref cursor, next, out var name) || !JsonSkipper.PassColon(ref cursor, out next))
                return false;
            if (count > limits.MaxItems)
                Note(FaultCode.LimitExceeded, "more namespaces than allowed");
            if (Choice.Found && name.SequenceEqual(Choice.Namespace))
                Note(FaultCode.Malformed, "a namespace stands twice in the map");
            if (!ReadIdentities(ref cursor, next, depth + 1, name) || !PassComma(ref cursor, '}', out next))
                return false;
        }

        cursor.Position++;
        return true;
    }

    private bool ReadIdentities(scoped ref JsonCursor cursor, byte next, int depth, ReadOnlySpan<byte> name)
    {
        if (next != '[')
            return SkipUnlessNull(ref cursor, next, depth, "a namespace must hold an array of identities");
        if (depth >= cursor.MaxDepth)
            return JsonSkipper.FailDepth(ref cursor);
        cursor.Position++;
        next = cursor.Peek();
        for (var count = 1; next != ']'; count++)
        {
            if (count > limits.MaxItems)
                Note(FaultCode.LimitExceeded, "more identities in a namespace than allowed");
            if (
                next == '{'
                    ? !ReadIdentity(ref cursor, depth + 1, name)
                    : !SkipUnlessNull(ref cursor, next, depth + 1, "an identity must be an object")
            )
                return false;
            if (!PassComma(ref cursor, ']', out next))
                return false;
        }

        cursor.Position++;
        return true;
    }

    private bool ReadIdentity(scoped ref JsonCursor cursor, int depth, ReadOnlySpan<byte> name)
    {
        if (depth >= cursor.MaxDepth)
            return JsonSkipper.FailDepth(ref cursor);
        cursor.Position++;
        var next = cursor.Peek();
        var (primary, idSeen, primarySeen) = (false, false, false);
        ReadOnlySpan<byte> id = default;
        while (next != '}')
        {
            if (!ReadName(ref cursor, next, out var property) || !JsonSkipper.PassColon(ref cursor, out next))
                return false;
            if (property.StartsWith("xdm:"u8))
                property = property[4..];
            var isId = property.SequenceEqual("id"u8);
            if (isId && !ReadId(ref cursor, next, depth + 1, ref idSeen, ref id))
                return false;
            if (!isId && property.SequenceEqual("primary"u8))
            {
                primary = next == 't';
                NoteTwice(ref primarySeen);
                if (
                    next is (byte)'t' or (byte)'f'
                        ? !cursor.ReadLiteral(next)
                        : !SkipUnlessNull(ref cursor, next, depth + 1, "primary must be true or false")
                )
                    return false;
            }
            else if (!isId && !JsonSkipper.Skip(ref cursor, next, depth + 1))
                return false;
            if (!PassComma(ref cursor, '}', out next))
                return false;
        }

        cursor.Position++;
        if (name.Length + 1 + id.Length > limits.MaxTextBytes)
            Note(FaultCode.LimitExceeded, "an identity is longer than a text may be");
        else
            Choice.Offer(name, id, primary);
        return true;
    }

    private bool ReadId(scoped ref JsonCursor cursor, byte next, int depth, ref bool seen, ref ReadOnlySpan<byte> id)
    {
        NoteTwice(ref seen);
        if (next != '"')
            return SkipUnlessNull(ref cursor, next, depth, "the id of an identity must be a text");
        return ReadName(ref cursor, next, out id);
    }

    private readonly bool ReadName(scoped ref JsonCursor cursor, byte next, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (next != '"')
            return cursor.Fail(cursor.Position, "a property name in quotes was expected");
        if (!cursor.ReadString(out var start, out var end, out var escaped))
            return false;
        text = cursor.Text[start..end];
        if (escaped)
            text = writer.Scratch.Unescape(text);
        return true;
    }

    private bool SkipUnlessNull(scoped ref JsonCursor cursor, byte next, int depth, string message)
    {
        if (next != 'n')
            Note(FaultCode.TypeMismatch, message);
        return JsonSkipper.Skip(ref cursor, next, depth);
    }

    private static bool PassComma(scoped ref JsonCursor cursor, char close, out byte next)
    {
        next = cursor.Peek();
        if (next == close)
            return true;
        if (next != ',')
            return cursor.Fail(cursor.Position, "a comma or the end was expected");
        cursor.Position++;
        next = cursor.Peek();
        return next != close || cursor.Fail(cursor.Position, "something must follow a comma");
    }

    private void NoteTwice(ref bool seen)
    {
        if (seen)
            Note(FaultCode.Malformed, "a property of an identity stands twice");
        seen = true;
    }

    private void Note(FaultCode code, string message)
    {
        if (Problem.Code == FaultCode.None)
            Problem = (code, message);
    }
}
