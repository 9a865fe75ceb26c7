using System.Globalization;
using StreamScoring.Events.Columns;
using StreamScoring.Pipeline.Lanes;

namespace StreamScoring.Cli.Running;

/// <summary>
/// Says which inputs of a score stand out: those furthest from their mean over the events seen so far, in standard deviations (Welford's running variance).
/// It describes the event, not the model.
/// </summary>
internal sealed class Noteworthy
{
    private const int Named = 3;

    private readonly Dictionary<string, Moments> _moments = new(StringComparer.Ordinal);

    public void Learn(ScoredBatch batch, ServiceRun service)
    {
        foreach (var (name, slot) in service.Runner.ModelInputs)
        {
            var column = service.Runner.At(slot);
            if (!_moments.TryGetValue(name, out var moments))
                _moments[name] = moments = new Moments();
            for (var row = 0; row < batch.Events.Count; row++)
            {
                if (batch.Events.IsLive(row) && Number(column, row) is { } value)
                    moments.Add(value);
            }
        }
    }

    public string Describe(ServiceRun service, int row)
    {
        var found = new List<(string Text, double Distance)>();
        foreach (var (name, slot) in service.Runner.ModelInputs)
        {
            if (
                Number(service.Runner.At(slot), row) is { } value
                && _moments.TryGetValue(name, out var moments)
                && moments.Distance(value) is { } distance
            )
                found.Add((string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.##}"), distance));
        }

        return string.Join(
            ", ",
            found.OrderByDescending(f => f.Distance).ThenBy(f => f.Text, StringComparer.Ordinal).Take(Named).Select(f => f.Text)
        );
    }

    private static double? Number(Column column, int row) =>
        column.IsNull(row)
            ? null
            : column switch
            {
                ValueColumn<double> d => Finite(d[row]),
                ValueColumn<float> f when f.Shape.Layout == ColumnLayout.Scalar => Finite(f[row]),
                ValueColumn<long> l => l[row],
                _ => null,
            };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private sealed class Moments
    {
        private long _count;
        private double _mean;
        private double _squares;

        public void Add(double value)
        {
            _count++;
            var delta = value - _mean;
            _mean += delta / _count;
            _squares += delta * (value - _mean);
        }

        public double? Distance(double value) =>
            _count < 30 || _squares <= 0 ? null : Math.Abs(value - _mean) / Math.Sqrt(_squares / _count);
    }
}
