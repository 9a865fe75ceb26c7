using StreamScoring.Benchmarks.Inputs;
using StreamScoring.Benchmarks.Measuring;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference;
using StreamScoring.Pipeline.Settings;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.Benchmarks.Pipelines;

/// <summary>The whole pipeline and the pass-through on the same records, on one kind of log.</summary>
internal static class PipelineCases
{
    public static OpenGroup Open(Func<Load, LogFactory> logs, string on)
    {
        var models = new ModelStore(ModelLimits.Default, null, null);
        var luma = SamplePlan.Luma(models);
        var folder = Path.GetDirectoryName(GoldenFolders.First("models/crayfish-ffnn/model-ffnn.onnx"))!;
        var ffnn = SamplePlan.Compile(FfnnEvents.Graph, "ffnn", folder, models);
        var holds = new List<IDisposable> { models };
        var cases = new List<Case>();
        cases.AddRange(Cases(Load.LumaJson(), luma, RecordFormat.Json));
        cases.AddRange(Cases(Load.LumaAvroMessages(), luma, RecordFormat.Avro));
        cases.AddRange(Cases(Load.Ffnn(), ffnn, RecordFormat.Json));
        return new OpenGroup(cases, [.. holds]);

        IEnumerable<Case> Cases(Load load, GraphPlan plan, RecordFormat format)
        {
            var factory = logs(load);
            holds.Add(factory);
            var scoring = new ScoringRun(load, plan, format);
            int scoreBytes;
            using (var log = factory.Open())
                scoreBytes = scoring.ScoreBytes(log);
            var runs = 0;
            var passThrough = $"{load.Name}: pass-through, {load.Values.Average(v => v.Length):0} B in, {scoreBytes} B out";
            yield return new Case(passThrough, null, () => Pass(factory, load, $"pass-{++runs}", scoreBytes));
            yield return new Case(
                $"{load.Name}: scored{(plan.State.Count > 0 ? " with history" : "")}, {on}",
                passThrough,
                () => Score(factory, scoring, $"score-{++runs}")
            );
        }
    }

    private static Cost Pass(LogFactory factory, Load load, string group, int scoreBytes)
    {
        using var log = factory.Open();
        using var pass = new PassThrough(log, group, scoreBytes);
        var observer = new MeasuringObserver(load.Unmeasured);
        pass.Run(observer);
        return observer.Stop(load.Values.Length);
    }

    private static Cost Score(LogFactory factory, ScoringRun scoring, string group)
    {
        using var log = factory.Open();
        return scoring.Run(log, group);
    }
}
