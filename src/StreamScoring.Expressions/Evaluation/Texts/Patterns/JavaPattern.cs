using System.Globalization;
using System.Text;

namespace StreamScoring.Expressions.Evaluation.Texts.Patterns;

/// <summary>A regular expression of Java, written for .NET.</summary>
/// <param name="DotNet">The expression for .NET.</param>
/// <param name="Groups">How many groups it has, numbered by their opening brackets, whether they have names or not.</param>
/// <param name="States">About as many states as its automaton has.</param>
internal sealed record JavaPattern(string DotNet, int Groups, long States);

/// <summary>
/// Reads a regular expression of Java (which PQL's page links to) and writes it for .NET. Java's works on characters, .NET's on UTF-16 units: a character beyond U+FFFF
/// becomes a pair. In Java <c>\d \w \s</c> and case-insensitivity are ASCII, <c>.</c> stops at more ends of lines, classes can be nested and intersected, POSIX names,
/// <c>\Q…\E</c>, <c>\h</c>, <c>\R</c> and <c>\x{…}</c> exist. What needs backtracking is refused.
/// </summary>
internal sealed class JavaPatternReader
{
    private const int MaxNesting = 60;
    private const int MaxCount = 1_000;
    private readonly PatternText _text;
    private readonly PatternClassReader _classes;
    private readonly StringBuilder _written = new();
    private int _groups;
    private int _nesting;

    private JavaPatternReader(string pattern)
    {
        _text = new(pattern);
        _classes = new(_text);
    }

    /// <summary>The pattern, or null with what is wrong with it.</summary>
    public static JavaPattern? Read(string pattern, out string error)
    {
        error = "";
        var reader = new JavaPatternReader(PatternText.WithoutQuotes(pattern));
        var states = reader.Alternatives(PatternFlags.None);
        if (reader._text.Error is null && !reader._text.IsEnd)
            reader._text.Fail("')' closes nothing");
        if (reader._text.Error is not { } wrong)
            return new(reader._written.ToString(), reader._groups, states);
        error = wrong;
        return null;
    }

    private long Alternatives(PatternFlags flags)
    {
        var states = 0L;
        do
        {
            if (states > 0)
                _written.Append('|');
            states += 1 + Sequence(ref flags);
        } while (_text.Take('|'));
        return states;
    }

    private long Sequence(ref PatternFlags flags)
    {
        var states = 0L;
        while (_text.Error is null)
        {
            _text.SkipComments(flags);
            if (_text.IsEnd || _text.Current is '|' or ')')
                break;
            var start = _written.Length;
            var atom = Atom(ref flags);
            states += Math.Min(1 << 20, atom * Count(start, flags));
        }

        return states;
    }

    // How often the atom stands there; writes the quantifier.
    private long Count(int start, PatternFlags flags)
    {
        _text.SkipComments(flags);
        if (_text.IsEnd || _text.Error is not null)
            return 1;
        var (least, most) = (0, -1);
        switch (_text.Current)
        {
            case '*':
                break;
            case '+':
                least = 1;
                break;
            case '?':
                most = 1;
                break;
            case '{':
                if (!Counts(out least, out most))
                    return 1;
                break;
            default:
                return 1;
        }

        if (start == _written.Length)
        {
            _text.Fail("a quantifier stands behind nothing that it could repeat");
            return 1;
        }

        _text.Next();
        _written.Insert(start, "(?:").Append(')');
        _written.Append(
            most < 0
                ? string.Create(CultureInfo.InvariantCulture, $"{{{least},}}")
                : string.Create(CultureInfo.InvariantCulture, $"{{{least},{most}}}")
        );
        if (_text.Take('?'))
            _written.Append('?');
        else if (!_text.IsEnd && _text.Current == '+')
            _text.Fail("possessive quantifiers (a++) are not supported; a plain one finds the same or more");
        else if (!_text.IsEnd && _text.Current is '*' or '{')
            _text.Fail("a quantifier stands behind another one; put brackets around what it repeats");
        return Math.Max(1, Math.Max(least, most));
    }

    private bool Counts(out int least, out int most)
    {
        (least, most) = (0, 0);
        _text.Next();
        if (!_text.Number(MaxCount, out least))
            return _text.Fail($"expected a count up to {MaxCount} after '{{' (write \\\\{{ for the bracket itself)");
        most = least;
        if (_text.Take(','))
        {
            most = -1;
            if (!_text.IsEnd && _text.Current != '}' && (!_text.Number(MaxCount, out most) || most < least))
                return _text.Fail($"expected a count from {least} to {MaxCount} after ','");
        }

        return (!_text.IsEnd && _text.Current == '}') || _text.Fail("'{' has no closing '}'");
    }

    private long Atom(ref PatternFlags flags)
    {
        switch (_text.Current)
        {
            case '(':
                return Group(ref flags);
            case '[':
                _text.Next();
                return _classes.Class(flags).Write(_written);
            case '.':
                _text.Next();
                var ends =
                    flags.HasFlag(PatternFlags.DotAll) ? CodePointSet.Empty
                    : flags.HasFlag(PatternFlags.UnixLines) ? CodePointSet.Of(('\n', '\n'))
                    : CharacterClasses.LineEnds;
                return ends.Complement().Write(_written);
            case '^' or '$':
                _written.Append(flags.HasFlag(PatternFlags.Multiline) ? $"(?m:{_text.Next()})" : $"{_text.Next()}");
                return 1;
            case '*' or '+' or '?':
                _text.Fail("a quantifier stands behind nothing that it could repeat");
                return 0;
            case '{':
                _text.Fail("'{' repeats what stands before it; write \\\\{ for the bracket itself");
                return 0;
            case '\\' when Assertion(out var assertion):
                return assertion;
            default:
                return _classes.Single(flags).Write(_written);
        }
    }

    // What stands for a place and not for a character, and the end of a line, which may be two characters.
    private bool Assertion(out long states)
    {
        states = 1;
        switch (_text.Ahead(1))
        {
            case 'b' or 'B' or 'A' or 'z' or 'Z':
                _written.Append('\\').Append(_text.Ahead(1));
                break;
            case 'R':
                states = 4;
                _written.Append(@"(?:\r\n|[\n\x0B\f\r\u0085\u2028\u2029])");
                break;
            case >= '1' and <= '9' or 'k':
                return _text.Fail("a back-reference needs backtracking; patterns on live events must do without");
            case 'G' or 'X':
                return _text.Fail($"\\{_text.Ahead(1)} is not supported");
            default:
                return false;
        }

        _text.Next();
        _text.Next();
        return true;
    }

    private long Group(ref PatternFlags flags)
    {
        if (++_nesting > MaxNesting)
        {
            _text.Fail($"groups are nested more than {MaxNesting} deep");
            return 0;
        }

        _text.Next();
        var inner = flags;
        if (!_text.Take('?'))
        {
            _groups++;
            _written.Append('(');
        }
        else if (_text.Take(':'))
            _written.Append("(?:");
        else if (_text.IsNamedGroup())
        {
            _groups++;
            _written.Append('(');
        }
        else if (!_text.IsEnd && _text.Current is '=' or '!' or '<' or '>')
        {
            _text.Fail("look-around and atomic groups need backtracking; patterns on live events must do without");
            return 0;
        }
        else
        {
            inner = _text.Flags(flags);
            if (_text.Take(')'))
            {
                // They hold up to the end of the group around them.
                flags = inner;
                _nesting--;
                _written.Append("(?:)");
                return 0;
            }

            if (!_text.Take(':'))
                _text.Fail("expected ':' or ')' after the flags of a group");
            _written.Append("(?:");
        }

        var states = Alternatives(inner);
        if (!_text.Take(')'))
            _text.Fail("'(' has no closing ')'");
        _written.Append(')');
        _nesting--;
        return states;
    }
}
