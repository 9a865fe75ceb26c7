using System.Text;
using CsCheck;
using StreamScoring.Expressions.Evaluation.Texts.Patterns;
using Xunit;

namespace StreamScoring.Tests.Expressions;

/// <summary>Random patterns over random texts match where a small matcher over characters, which shares nothing with .NET's, says that they do.</summary>
public sealed class JavaPatternPropertyTests(ITestOutputHelper output)
{
    private static readonly int Cases = Environment.GetEnvironmentVariable("STREAMSCORING_SOAK") == "1" ? 200_000 : 10_000;
    private static readonly string[] Characters = ["a", "b", "B", "é", "😀", "😁", "𐀀", "\n"];

    private delegate IEnumerable<int> Matcher(int[] text, int at);

    [Fact]
    public void A_pattern_is_found_where_characters_say_so()
    {
        var (found, all, large) = (0, 0, 0);
        Gen.Int.Uniform.Sample(
            seed =>
            {
                var random = new Random(seed);
                var (pattern, match) = Alternatives(random, 3);
                var compiled = TextPattern.Compile(pattern, out var error);
                if (compiled is null)
                {
                    Assert.Contains("states", error, StringComparison.Ordinal);
                    large++;
                    return true;
                }

                for (var i = 0; i < 4; i++)
                {
                    var text = string.Concat(
                        Enumerable.Range(0, random.Next(0, 5)).Select(_ => Characters[random.Next(Characters.Length)])
                    );
                    int[] runes = [.. text.EnumerateRunes().Select(r => r.Value)];
                    var expected = Enumerable.Range(0, runes.Length + 1).Any(at => match(runes, at).Any());
                    Assert.True(expected == compiled.IsIn(Encoding.UTF8.GetBytes(text)), $"{pattern} in {text}: expected {expected}");
                    (found, all) = (found + (expected ? 1 : 0), all + 1);
                }

                return true;
            },
            iter: Cases,
            threads: 1
        );
        output.WriteLine($"{all} searches, {100.0 * found / all:f1} % found; {large} patterns are too large");
        Assert.InRange(large, 0, Cases / 50);
        Assert.InRange((double)found / all, 0.2, 0.9);
    }

    private static (string Pattern, Matcher Match) Alternatives(Random random, int depth)
    {
        var (first, match) = Sequence(random, depth);
        if (random.Next(4) > 0)
            return (first, match);
        var (second, other) = Sequence(random, depth);
        return ($"{first}|{second}", (t, at) => match(t, at).Concat(other(t, at)));
    }

    private static (string Pattern, Matcher Match) Sequence(Random random, int depth)
    {
        var (pattern, match) = Repeated(random, depth);
        for (var more = random.Next(3); more > 0; more--)
        {
            var (before, after) = (match, Repeated(random, depth));
            pattern += after.Pattern;
            match = (t, at) => before(t, at).SelectMany(end => after.Match(t, end));
        }

        return random.Next(10) switch
        {
            0 => ("^" + pattern, (t, at) => at == 0 ? match(t, at) : []),
            1 => (pattern + "\\z", (t, at) => match(t, at).Where(end => end == t.Length)),
            _ => (pattern, match),
        };
    }

    private static (string Pattern, Matcher Match) Repeated(Random random, int depth)
    {
        var (pattern, match) = Atom(random, depth);
        var (mark, least, most) = random.Next(8) switch
        {
            0 => ("*", 0, 9),
            1 => ("+", 1, 9),
            2 => ("?", 0, 1),
            3 => ("{2}", 2, 2),
            4 => ("{1,2}?", 1, 2),
            _ => ("", 1, 1),
        };
        return (pattern + mark, (t, at) => Times(match, t, at, least, most).Distinct());
    }

    private static IEnumerable<int> Times(Matcher match, int[] text, int at, int least, int most)
    {
        var ends = new SortedSet<int> { at };
        for (var i = 0; i <= most; i++)
        {
            if (i >= least)
            {
                foreach (var end in ends)
                    yield return end;
            }

            ends = [.. ends.SelectMany(e => match(text, e))];
        }
    }

    private static (string Pattern, Matcher Match) Atom(Random random, int depth)
    {
        if (depth > 0 && random.Next(5) == 0)
        {
            var (inner, match) = Alternatives(random, depth - 1);
            return ($"{(random.Next(2) == 0 ? "(" : "(?:")}{inner})", match);
        }

        var character = Characters[random.Next(Characters.Length - 1)];
        var value = char.ConvertToUtf32(character, 0);
        return random.Next(10) switch
        {
            0 => (".", One(c => c != '\n')),
            1 => ("(?s:.)", One(_ => true)),
            2 => ($"[^{character}]", One(c => c != value)),
            3 => ($"[a{character}]", One(c => c == 'a' || c == value)),
            4 => ("[é-😀]", One(c => c is >= 'é' and <= 0x1F600)),
            5 => ("[^b-😀]", One(c => c is < 'b' or > 0x1F600)),
            6 => ($"(?i:{character})", One(c => c == value || (value < 0x80 && (c | 0x20) == (value | 0x20)))),
            7 => ("\\w", One(IsWord)),
            8 => ("\\W", One(c => !IsWord(c))),
            _ => (character, One(c => c == value)),
        };
    }

    private static bool IsWord(int c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_';

    private static Matcher One(Func<int, bool> fits) => (text, at) => at < text.Length && fits(text[at]) ? [at + 1] : [];
}
