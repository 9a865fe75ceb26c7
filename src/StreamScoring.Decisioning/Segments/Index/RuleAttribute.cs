using System.IO.Hashing;
using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Planning;

namespace StreamScoring.Decisioning.Segments.Index;

/// <summary>
/// An operand that rules compare with constants, read once an event whatever number of rules asks. Values are numbers to the index: those of texts are the numbers of
/// the constants that they equal, -1 for a text that no rule asks for, NaN for null.
/// </summary>
internal sealed class RuleAttribute(string text, Domain domain)
{
    private readonly List<byte[]> _texts = [];
    private readonly Dictionary<long, int> _numbers = [];
    private readonly List<int> _rules = [];
    private int[] _table = new int[16];

    /// <summary>The operand as text.</summary>
    public string Text => text;

    public Domain Domain => domain;

    /// <summary>The event's field that it is, when it is one.</summary>
    public ProjectedField? Column { get; init; }

    /// <summary>Where the score that it is stands, when it is one; else -1.</summary>
    public int Score { get; init; } = -1;

    /// <summary>How it is computed when it is neither.</summary>
    public PlannedTest? Plan { get; init; }

    /// <summary>How many constants it is compared with for equality.</summary>
    public int Symbols => domain == Domain.Text ? _texts.Count : _numbers.Count;

    /// <summary>What reading costs, for the order of looking: 0 for what lies ready.</summary>
    public int Cost => Plan is null ? 0 : 1;

    /// <summary>The rules that are found through it, each once.</summary>
    public IReadOnlyList<int> Rules => _rules;

    public void Use(int rule)
    {
        if (_rules.Count == 0 || _rules[^1] != rule)
            _rules.Add(rule);
    }

    /// <summary>The symbol of a constant, made when new.</summary>
    public int Add(byte[] utf8)
    {
        if (Find(utf8) is >= 0 and var found)
            return found;
        _texts.Add(utf8);
        if (_texts.Count * 2 > _table.Length)
            _table = new int[_table.Length * 2];
        // 0 is empty: places hold the symbol + 1.
        Array.Clear(_table);
        for (var symbol = 0; symbol < _texts.Count; symbol++)
        {
            var at = Place(_texts[symbol]);
            while (_table[at] != 0)
                at = (at + 1) & (_table.Length - 1);
            _table[at] = symbol + 1;
        }

        return _texts.Count - 1;
    }

    /// <summary>The symbol of a constant number, made when new.</summary>
    public int Add(double number)
    {
        var bits = Bits(number);
        if (!_numbers.TryGetValue(bits, out var symbol))
            _numbers.Add(bits, symbol = _numbers.Count);
        return symbol;
    }

    /// <summary>The symbol of a text; -1 when no rule asks for it.</summary>
    public int Find(ReadOnlySpan<byte> utf8)
    {
        for (var at = Place(utf8); ; at = (at + 1) & (_table.Length - 1))
        {
            var symbol = _table[at] - 1;
            if (symbol < 0 || utf8.SequenceEqual(_texts[symbol]))
                return symbol;
        }
    }

    /// <summary>The symbol of a value as the index has it; -1 when no rule asks for it.</summary>
    public int SymbolOf(double value) =>
        double.IsNaN(value) ? -1
        : domain == Domain.Text ? (int)value
        : _numbers.GetValueOrDefault(Bits(value), -1);

    private int Place(ReadOnlySpan<byte> utf8) => (int)XxHash3.HashToUInt64(utf8) & (_table.Length - 1);

    private static long Bits(double number) => BitConverter.DoubleToInt64Bits(number == 0 ? 0.0 : number);
}
