using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>
/// Finds a row's value among constants, by pandas' rules: a number equals a number of the other kind, text only text, booleans only booleans, and a missing value
/// in a column of numbers equals NaN.
/// </summary>
internal sealed class LiteralSet
{
    private readonly Operand _input;
    private readonly Utf8Index _texts;
    private readonly int[] _textPositions;
    private readonly Dictionary<double, int> _floats = [];
    private readonly Dictionary<long, int> _ints = [];
    private readonly int[] _booleans = [-1, -1];
    private readonly int _missing = -1;

    /// <summary>A set of constants to look the input's values up in.</summary>
    public LiteralSet(Operand input, IReadOnlyList<Literal> constants)
    {
        _input = input;
        _textPositions = [.. Enumerable.Range(0, constants.Count).Where(i => constants[i].Type == ColumnType.Text)];
        _texts = new(_textPositions.Select(i => constants[i].Utf8));
        for (var i = constants.Count - 1; i >= 0; i--)
        {
            var constant = constants[i];
            if (constant.IsMissing)
                _missing = i;
            else if (constant.Type == ColumnType.Boolean)
                _booleans[constant.Bool ? 1 : 0] = i;
            else if (constant.IsNumber)
            {
                _floats[constant.Float] = i;
                if (constant.Type == ColumnType.Int64)
                    _ints[constant.Int] = i;
                else if (constant.Float == Math.Floor(constant.Float) && Math.Abs(constant.Float) < 9.2e18)
                    _ints[(long)constant.Float] = i;
            }
        }
    }

    /// <summary>Whether a constant of the type can ever be found in a column of the other.</summary>
    public static bool CanMatch(ColumnType column, Literal constant) =>
        constant.Type is null || constant.Type == column || (constant.IsNumber && Types.IsNumber(column)) || constant.IsMissing;

    /// <summary>The position of the row's value among the constants, or -1.</summary>
    public int Find(Frame frame, int row)
    {
        if (_input.IsMissing(frame, row))
            return _missing;
        switch (_input.Type)
        {
            case ColumnType.Text:
                var found = _texts.Find(_input.Text(frame, row));
                return found < 0 ? -1 : _textPositions[found];
            case ColumnType.Boolean:
                return _booleans[_input.Bool(frame, row) ? 1 : 0];
            case ColumnType.Int64:
                return _ints.TryGetValue(_input.Int(frame, row), out var i) ? i : -1;
            case ColumnType.Timestamp:
                return -1;
            default:
                return _floats.TryGetValue(_input.Float(frame, row), out i) ? i : -1;
        }
    }
}
