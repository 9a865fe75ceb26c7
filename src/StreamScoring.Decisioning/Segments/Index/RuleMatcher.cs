using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamScoring.Decisioning.History;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Evaluation;

namespace StreamScoring.Decisioning.Segments.Index;

/// <summary>Matches events against the rules of an index, one after another. One a lane; allocates nothing once its buffers have grown.</summary>
public sealed class RuleMatcher
{
    private readonly RuleIndex _index;
    private readonly ulong[] _bits;
    private readonly int[] _matches;
    private readonly bool[] _evaluated;
    private readonly double[] _values;
    private readonly int[] _valueStamps;
    private readonly int[] _testStamps;
    private readonly bool[] _testResults;
    private readonly int[] _odd;
    private readonly Column?[] _columns;
    private readonly double[] _scores;
    private readonly double[] _planScores;
    private EventBatch? _batch;
    private Evaluator _evaluator = null!;
    private int _row;
    private int _stamp;
    private int _oddCount;

    /// <summary>A matcher for an index.</summary>
    public RuleMatcher(RuleIndex index)
    {
        _index = index;
        _bits = new ulong[(index.Rules.Count + 63) / 64];
        _matches = new int[index.Rules.Count];
        _evaluated = new bool[index.Rules.Count];
        _values = new double[index.Attributes.Length];
        _valueStamps = new int[index.Attributes.Length];
        _odd = new int[index.Attributes.Length];
        _columns = new Column?[index.Attributes.Length];
        _testStamps = new int[index.Tests.Length];
        _testResults = new bool[index.Tests.Length];
        var plans = index.Plans.Concat(index.Tests).Concat(index.Attributes.Where(a => a.Plan is not null).Select(a => a.Plan!)).ToList();
        _scores = new double[plans.SelectMany(p => p.Scores).Concat(index.Attributes.Select(a => a.Score)).DefaultIfEmpty(-1).Max() + 1];
        _planScores = new double[plans.Select(p => p.Scores.Length).DefaultIfEmpty().Max()];
    }

    /// <summary>
    /// The first moment after <c>now</c>, ns since the epoch, at which the last match may give something else although nothing but time passed;
    /// <see cref="long.MaxValue"/> when there is none. Windows of scores are not counted: <see cref="ScoreHistory.NextChangeNs"/>.
    /// </summary>
    public long ValidUntilNs { get; private set; }

    /// <summary>
    /// The rules that hold, by their numbers, ascending. Valid until the next event.
    /// </summary>
    /// <param name="evaluator">Its input is what the rules see, all but the scores, which are set here.</param>
    /// <param name="batch">The current event's batch; null between two events, when no condition on the current event holds.</param>
    /// <param name="row">The event's row.</param>
    /// <param name="scores">The scores, in the order of <see cref="RuleSource.Scores"/>; NaN for none.</param>
    public ReadOnlySpan<int> Match(Evaluator evaluator, EventBatch? batch, int row, ReadOnlySpan<double> scores)
    {
        Begin(evaluator, batch, row, scores);
        Array.Clear(_bits);
        foreach (var group in _index.Always)
            Run(group);
        if (_index.EventType >= 0 && _index.Attributes[_index.EventType].SymbolOf(ValueOf(_index.EventType)) is >= 0 and var type)
        {
            foreach (var group in _index.ByType[type])
                Run(group);
        }

        for (var i = 0; i < _oddCount; i++)
        {
            foreach (var rule in CollectionsMarshal.AsSpan((List<int>)_index.Attributes[_odd[i]].Rules))
            {
                if (Test(_index.Plans[rule]))
                    Set(rule);
            }
        }

        return Collect();
    }

    /// <summary>Matches by evaluating every rule: what <see cref="Match"/> must equal, to be compared with it.</summary>
    public void MatchAll(Evaluator evaluator, ReadOnlySpan<double> scores, Span<bool> holds)
    {
        _evaluator = evaluator;
        ValidUntilNs = long.MaxValue;
        scores[.._scores.Length].CopyTo(_scores);
        for (var rule = 0; rule < _index.Plans.Length; rule++)
            holds[rule] = Test(_index.Plans[rule]);
    }

    /// <summary>The number of a rule on which the index and evaluating it differ for the event; -1 when none is. Slow: for sampled events.</summary>
    public int Verify(Evaluator evaluator, EventBatch? batch, int row, ReadOnlySpan<double> scores)
    {
        Match(evaluator, batch, row, scores);
        for (var rule = 0; rule < _index.Plans.Length; rule++)
        {
            if (Test(_index.Plans[rule]) != ((_bits[rule >> 6] >> rule & 1) != 0))
                return rule;
        }

        return -1;
    }

    /// <summary>
    /// As <see cref="Match"/>, but where evaluating every rule gives something else, that is the result, and <paramref name="differs"/> the first such rule (-1: none). Slow:
    /// for sampled events.
    /// </summary>
    public ReadOnlySpan<int> MatchChecked(Evaluator evaluator, EventBatch? batch, int row, ReadOnlySpan<double> scores, out int differs)
    {
        var found = Match(evaluator, batch, row, scores);
        var foundUntilNs = ValidUntilNs;
        MatchAll(evaluator, scores, _evaluated);
        differs = -1;
        for (var rule = 0; rule < _evaluated.Length && differs < 0; rule++)
        {
            if (_evaluated[rule] != ((_bits[rule >> 6] >> rule & 1) != 0))
                differs = rule;
        }

        if (differs < 0)
        {
            // Which events are sampled must show nowhere, not in the moment of a timer either.
            ValidUntilNs = foundUntilNs;
            return found;
        }

        Array.Clear(_bits);
        for (var rule = 0; rule < _evaluated.Length; rule++)
        {
            if (_evaluated[rule])
                Set(rule);
        }

        return Collect();
    }

    private void Begin(Evaluator evaluator, EventBatch? batch, int row, ReadOnlySpan<double> scores)
    {
        _evaluator = evaluator;
        _row = row;
        _oddCount = 0;
        ValidUntilNs = long.MaxValue;
        scores[.._scores.Length].CopyTo(_scores);
        if (++_stamp == int.MaxValue)
        {
            Array.Clear(_valueStamps);
            Array.Clear(_testStamps);
            _stamp = 1;
        }

        if (ReferenceEquals(batch, _batch))
            return;
        _batch = batch;
        for (var i = 0; i < _columns.Length; i++)
            _columns[i] = batch is not null && _index.Attributes[i].Column is { } field ? EventColumns.Of(batch, field) : null;
    }

    private void Run(RuleGroup group)
    {
        var (start, end) = group.Key < 0 ? (0, group.Rules.Length) : group.Range(_index.Attributes[group.Key].SymbolOf(ValueOf(group.Key)));
        if (start == end)
            return;
        if (group.Sorted is { } sorted)
        {
            // NaN passes no bound.
            end = sorted.Passed(start, end, ValueOf(sorted.Attribute));
            if (start == end)
                return;
        }

        if (group.Checked.Length == 0)
        {
            for (var i = start; i < end; i++)
                Enter(group, i);
            return;
        }

        foreach (var bounds in group.Checked)
        {
            if (double.IsNaN(ValueOf(bounds.Attribute)))
                return;
        }

        Check(group, start, end);
    }

    private void Check(RuleGroup group, int start, int end)
    {
        for (var i = start; i < end; i += Vector256<double>.Count)
        {
            var passed = uint.MaxValue;
            foreach (var bounds in group.Checked)
            {
                var value = Vector256.Create(_values[bounds.Attribute]);
                var bound = Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(bounds.Values), (nuint)i);
                passed &= (
                    bounds.IsLow ? Vector256.GreaterThanOrEqual(value, bound) : Vector256.LessThanOrEqual(value, bound)
                ).ExtractMostSignificantBits();
            }

            // What was loaded behind the end belongs to others.
            if (end - i < Vector256<double>.Count)
                passed &= (1u << (end - i)) - 1;
            for (; passed != 0; passed &= passed - 1)
                Enter(group, i + BitOperations.TrailingZeroCount(passed));
        }
    }

    private void Enter(RuleGroup group, int entry)
    {
        if (group.Tests is { } tests)
        {
            foreach (var test in tests[entry])
            {
                if (!Holds(test))
                    return;
            }
        }

        Set(group.Rules[entry]);
    }

    private void Set(int rule) => _bits[rule >> 6] |= 1UL << rule;

    private bool Holds(int test)
    {
        if (_testStamps[test] == _stamp)
            return _testResults[test];
        _testStamps[test] = _stamp;
        return _testResults[test] = Test(_index.Tests[test]);
    }

    private bool Test(PlannedTest test)
    {
        SetScores(test);
        var holds = _evaluator.Test(test.Plan);
        ValidUntilNs = Math.Min(ValidUntilNs, _evaluator.ValidUntilNs);
        return holds;
    }

    private void SetScores(PlannedTest test)
    {
        if (test.Scores.Length == 0)
            return;
        for (var i = 0; i < test.Scores.Length; i++)
            _planScores[i] = _scores[test.Scores[i]];
        _evaluator.Input.Scores = _planScores;
    }

    private double ValueOf(int attribute) => _valueStamps[attribute] == _stamp ? _values[attribute] : Read(attribute);

    private double Read(int number)
    {
        var attribute = _index.Attributes[number];
        double value;
        if (attribute.Score >= 0)
            value = double.IsFinite(_scores[attribute.Score]) ? _scores[attribute.Score] : double.NaN;
        else if (attribute.Plan is { } plan)
        {
            SetScores(plan);
            value = AttributeValues.Of(attribute, _evaluator.Evaluate(plan.Plan));
            ValidUntilNs = Math.Min(ValidUntilNs, _evaluator.ValidUntilNs);
            // A value that was cut short is no value to the rules either, but they are cut short one by one.
            if (_evaluator.OutOfSteps)
                value = AttributeValues.Odd;
        }
        else
            value = _columns[number] is { } column ? AttributeValues.Of(attribute, column, _row) : double.NaN;
        if (double.IsPositiveInfinity(value))
        {
            _odd[_oddCount++] = number;
            value = double.NaN;
        }

        _valueStamps[number] = _stamp;
        return _values[number] = value;
    }

    private ReadOnlySpan<int> Collect()
    {
        var count = 0;
        for (var word = 0; word < _bits.Length; word++)
        {
            for (var bits = _bits[word]; bits != 0; bits &= bits - 1)
                _matches[count++] = (word << 6) + BitOperations.TrailingZeroCount(bits);
        }

        return _matches.AsSpan(0, count);
    }
}
