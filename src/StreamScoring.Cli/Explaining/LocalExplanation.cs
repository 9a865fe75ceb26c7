using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Cli.Explaining;

/// <summary>
/// Why a score is what it is: for each input of the model, how much of the score goes when that input alone is what it was in other events, on average over some
/// recent ones (the one-at-a-time effect against a background sample). It asks the same model, on buffers of its own, so that no worker waits. Thread-safe.
/// </summary>
internal sealed class LocalExplanation : IDisposable
{
    private const int BackgroundRows = 24;
    private const int FewestRows = 8;

    // What would be shown as .00 explains nothing.
    private const double LeastEffect = 0.0051;

    private readonly ScoringModel _scoring;
    private readonly ScoringInput[] _inputs;
    private readonly int[] _starts;
    private readonly Column[] _columns;
    private readonly Column _output;
    private readonly IModelRun _run;
    private readonly bool[] _live = new bool[BackgroundRows];
    private readonly Fault?[] _faults = new Fault?[BackgroundRows];
    private readonly double[]?[] _background = new double[BackgroundRows][];
    private long _learned;

    private LocalExplanation(ScoringModel scoring)
    {
        _scoring = scoring;
        var rows = scoring.Inputs.Select(r => r.Select(c => Column.Create(c.Shape, BackgroundRows)).ToList()).ToList();
        _inputs = [.. scoring.Inputs.SelectMany(r => r)];
        _columns = [.. rows.SelectMany(r => r)];
        _starts = new int[_inputs.Length];
        for (var i = 1; i < _starts.Length; i++)
            _starts[i] = _starts[i - 1] + _inputs[i - 1].Shape.Width;
        _output = Column.Create(scoring.OutputShape, BackgroundRows);
        _run = scoring.Model.Open(rows, [(scoring.Output, _output)], BackgroundRows);
    }

    /// <summary>The explanation of a graph's default output, or null when it is no model's own value or the model reads more than numbers.</summary>
    public static LocalExplanation? Of(GraphPlan plan) =>
        plan.DefaultModel is { } scoring && InputRow.CanHold(scoring.Inputs.SelectMany(i => i)) ? new LocalExplanation(scoring) : null;

    /// <summary>What the model read for a row.</summary>
    public double[] Take(GraphRunner runner, int row) => InputRow.Take(runner, _inputs, row);

    /// <summary>Makes a row part of the background, in the place of the oldest one.</summary>
    public void Learn(GraphRunner runner, int row)
    {
        var numbers = Take(runner, row);
        lock (_background)
            _background[_learned++ % BackgroundRows] = numbers;
    }

    /// <summary>The inputs that moved the score most, the strongest first; none while there is too little to compare with.</summary>
    public IReadOnlyList<Effect> Explain(double[] row, double score)
    {
        double[][] background;
        lock (_background)
            background = [.. _background.OfType<double[]>()];
        if (background.Length < FewestRows)
            return [];
        lock (_run)
        {
            return
            [
                .. Enumerable
                    .Range(0, _inputs.Length)
                    .Select(i => (Effect: score - MeanWithout(i, row, background), Input: i))
                    .Where(e => Math.Abs(e.Effect) >= LeastEffect)
                    .OrderByDescending(e => Math.Abs(e.Effect))
                    .ThenBy(e => e.Input)
                    .Select(e => new Effect(_inputs[e.Input].Name, Single(e.Input, row), e.Effect)),
            ];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();

    private double? Single(int input, double[] row) => _inputs[input].Shape.Width == 1 ? row[_starts[input]] : null;

    private double MeanWithout(int replaced, double[] row, double[][] background)
    {
        for (var b = 0; b < background.Length; b++)
        {
            for (var i = 0; i < _columns.Length; i++)
            {
                var from = i == replaced ? background[b] : row;
                InputRow.Put(from.AsSpan(_starts[i], _inputs[i].Shape.Width), _columns[i], b);
            }
        }

        Array.Fill(_live, true);
        Array.Clear(_faults);
        _run.Run(background.Length, _live.AsSpan(0, background.Length), _faults.AsSpan(0, background.Length));
        var (sum, count) = (0.0, 0);
        for (var b = 0; b < background.Length; b++)
        {
            if (_faults[b] is not null || _output.IsNull(b) || Score(b) is not { } score || !double.IsFinite(score))
                continue;
            sum += score;
            count++;
        }

        return count == 0 ? double.NaN : sum / count;
    }

    private double? Score(int row) =>
        _output switch
        {
            ValueColumn<float> f => f.Vector(row)[_scoring.At],
            ValueColumn<double> d => d.Vector(row)[_scoring.At],
            ValueColumn<long> l => l.Vector(row)[_scoring.At],
            _ => null,
        };
}
