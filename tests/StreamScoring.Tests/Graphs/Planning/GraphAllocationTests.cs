using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Xdm;
using StreamScoring.Graphs;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;
using StreamScoring.TestKit.Graphs;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Graphs.Planning;

public sealed class GraphAllocationTests
{
    [Fact]
    public void The_sample_graph_allocates_nothing_for_10000_warmed_events()
    {
        var document = GraphDocument.Parse(File.ReadAllText(LumaGraphs.SixModelsPath), LumaGraphs.SixModelsPath).Require();
        var plan = GraphCompiler
            .Compile(document, r => ModelLookup.Found(new StillModel(LumaGraphs.StandIn(r).Model!.Signature)))
            .Require();
        var projection = new Projection(plan.Fields);
        var state = new KeyedState(new StateLayout(plan.State), new StateLimits());
        using var runner = plan.Open(projection, new StateLayout(plan.State), 100);
        var lines = GoldenFolders.ReadLines(GoldenFolders.First("data/luma/luma_events.jsonl.gz")).Take(10_000).ToList();
        var batches = lines.Chunk(100).Select(chunk => Fill(projection, chunk)).ToList();
        var entries = new int[100];
        // Twice, so that all keys, buffers and pattern states are there; the second pass has the same sizes as the third.
        Pass(runner, batches, state, entries);
        Pass(runner, batches, state, entries);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var batch in batches)
            runner.Run(batch, state, Entries(batch, state, entries));
        var graph = GC.GetAllocatedBytesForCurrentThread() - before;
        state.Abort();
        // State grows with the events of each pass; what it takes for that is its own test's business.
        Assert.InRange(graph, 0, 0);
    }

    private static void Pass(GraphRunner runner, List<EventBatch> batches, KeyedState state, int[] entries)
    {
        foreach (var batch in batches)
            runner.Run(batch, state, Entries(batch, state, entries));
        state.Abort();
    }

    private static int[] Entries(EventBatch batch, KeyedState state, int[] entries)
    {
        for (var row = 0; row < batch.Count; row++)
            entries[row] = batch.Identities.IsNull(row) ? -1 : state.Open(batch.Identities[row]);
        return entries;
    }

    private static EventBatch Fill(Projection projection, string[] lines)
    {
        var batch = new EventBatch(projection, lines.Length);
        foreach (var line in lines)
            NaiveEvents.Add(batch, line, batch.Count);
        return batch;
    }

    /// <summary>A model that gives the same probabilities to all rows and allocates nothing.</summary>
    private sealed class StillModel(ModelSignature signature) : IModel
    {
        public ModelSignature Signature { get; } = signature;

        public IModelRun Open(
            IReadOnlyList<IReadOnlyList<Column>> inputs,
            IReadOnlyList<(string Name, Column Target)> outputs,
            int maxRows
        ) => new Run((ValueColumn<float>)outputs[0].Target);

        private sealed class Run(ValueColumn<float> target) : IModelRun
        {
            void IModelRun.Run(int rows, ReadOnlySpan<bool> live, Span<Fault?> faults)
            {
                for (var row = 0; row < rows; row++)
                    target.SetVector(row).Fill(0.5f);
            }

            public void Dispose() { }
        }
    }
}
