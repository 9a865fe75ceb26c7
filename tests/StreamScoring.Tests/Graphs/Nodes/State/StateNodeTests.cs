using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.State;
using Xunit;

namespace StreamScoring.Tests.Graphs.Nodes.State;

public sealed class StateNodeTests
{
    private const long SecondNs = 1_000_000_000;

    private static readonly (string, ColumnType)[] Columns =
    [
        ("price", ColumnType.Float64),
        ("items", ColumnType.Int64),
        ("page", ColumnType.Text),
        ("isView", ColumnType.Boolean),
        ("seen", ColumnType.Timestamp),
    ];

    [Theory]
    [InlineData("window", """{"window": "1h", "fns": "count"}""", "window_count", "n:int64")]
    [InlineData(
        "window",
        """{"window": "1h", "closed": "both", "fns": ["count", "sum"], "col": "price", "where": "isView"}""",
        "window",
        "n_count:int64,n_sum:float64"
    )]
    [InlineData(
        "window",
        """{"window": "30min", "fns": ["last", "nunique"], "col": "page", "into": ["a", "b"]}""",
        "window_text",
        "a:string,b:int64"
    )]
    [InlineData("window", """{"window": "30min", "fns": ["max"], "col": "isView"}""", "window", "n:float64")]
    [InlineData("expanding", """{"fns": "count", "into": "n_before"}""", "expanding_count", "n_before:int64")]
    [InlineData("expanding", """{"fns": ["sum", "nunique"], "col": "items"}""", "expanding,distinct", "n_sum:float64,n_nunique:int64")]
    [InlineData("expanding", """{"fns": ["nunique"], "col": "page"}""", "distinct", "n:int64")]
    [InlineData("last_value", """{"col": "page"}""", "last_text", "n:string")]
    [InlineData("last_value", """{"col": "seen"}""", "last_value", "n:timestamp")]
    [InlineData("last_value", """{"col": "isView"}""", "last_value", "n:bool")]
    [InlineData("seconds_since", """{"where": "isView"}""", "seconds_since", "n:float64")]
    [InlineData("gap_mean", """{}""", "gap_mean", "n:float64")]
    public void A_node_declares_its_columns_and_its_state(string op, string parameters, string kinds, string outputs)
    {
        var (rig, problems) = StateNodeRig.Bind(op, parameters, Columns);
        Assert.Empty(problems);
        Assert.Equal(kinds, string.Join(',', rig!.Definitions.Select(d => d.Kind)));
        Assert.Equal(outputs, string.Join(',', rig.Outputs.Select(o => $"{o.Name}:{o.Shape}")));
    }

    [Theory]
    [InlineData("window", """{"fns": "count"}""", "'window' is missing")]
    [InlineData("window", """{"window": "1 fortnight", "fns": "count"}""", "expected a duration")]
    [InlineData("window", """{"window": "0s", "fns": "count"}""", "longer than nothing")]
    [InlineData("window", """{"window": "1h", "closed": "leftt", "fns": "count"}""", "did you mean 'left'")]
    [InlineData("window", """{"window": "1h"}""", "'fns' is missing")]
    [InlineData("window", """{"window": "1h", "fns": []}""", "at least one aggregate")]
    [InlineData("window", """{"window": "1h", "fns": "sum"}""", "no aggregate without 'col'")]
    [InlineData("window", """{"window": "1h", "fns": ["summ"], "col": "price"}""", "'summ' is no aggregate of a float64 column")]
    [InlineData("window", """{"window": "1h", "fns": ["mean"], "col": "page"}""", "of a string column")]
    [InlineData("window", """{"window": "1h", "fns": ["sum", "sum"], "col": "price"}""", "stands twice")]
    [InlineData("window", """{"window": "1h", "fns": ["sum"], "col": "seen"}""", "is timestamp, expected")]
    [InlineData("expanding", """{"fns": ["std"], "col": "price"}""", "'std' is no aggregate")]
    [InlineData("expanding", """{"fns": ["sum", "max"], "col": "price", "into": ["a"]}""", "expected 2 different names")]
    [InlineData("last_value", """{}""", "'col' is missing")]
    [InlineData("last_value", """{"col": "pagee"}""", "did you mean 'page'")]
    [InlineData("seconds_since", """{"where": "price"}""", "expected bool")]
    [InlineData("gap_mean", """{"where": "nothing"}""", "no column 'nothing'")]
    public void A_wrong_parameter_is_named(string op, string parameters, string message)
    {
        var (rig, problems) = StateNodeRig.Bind(op, parameters, Columns);
        Assert.Null(rig);
        Assert.Contains(problems, p => p.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_do_not_take_part_in_what_state_is_but_everything_else_does()
    {
        string Hash(string parameters) => StateNodeRig.Bind("window", parameters, Columns).Rig!.Definitions[0].Hash;
        var one = Hash("""{"window": "1h", "fns": ["sum"], "col": "price", "into": "a"}""");
        Assert.Equal(one, Hash("""{"into": "b", "col": "price", "fns": ["sum"], "window": "1h"}"""));
        Assert.NotEqual(one, Hash("""{"window": "2h", "fns": ["sum"], "col": "price"}"""));
        Assert.NotEqual(one, Hash("""{"window": "1h", "fns": ["sum"], "col": "items"}"""));
        Assert.NotEqual(one, Hash("""{"window": "1h", "fns": ["sum"], "col": "price", "where": "isView"}"""));
    }

    [Fact]
    public void Rows_outside_the_filter_get_a_value_and_do_not_enter_and_dead_rows_touch_nothing()
    {
        var (rig, _) = StateNodeRig.Bind("expanding", """{"fns": ["count", "sum"], "col": "price", "where": "isView"}""", Columns);
        using var _ = rig;
        var (batch, state, layout) = Lane(rig!, 6);
        rig!.Open(layout, 6);
        bool?[] isView = [true, false, null, true, true, true];
        for (var row = 0; row < 6; row++)
        {
            batch.Add(row, null);
            batch.EventTimesNs.Set(row, row * SecondNs);
            ((ValueColumn<double>)batch.Columns[0]).Set(row, 1 << row);
            if (isView[row] is { } view)
                ((ValueColumn<bool>)batch.Columns[3]).Set(row, view);
        }

        batch.Refuse(3, Fault.Decode(FaultCode.TypeMismatch, "x", "y"));
        batch.Duplicates[4] = true;
        rig.Run(batch, state, [.. Enumerable.Repeat(state.Open("k"u8), 6)]);
        Assert.Equal([0L, 1L, 1L, null, null, 1L], Enumerable.Range(0, 6).Select(row => rig.Value(0, row)));
        Assert.Equal([null, 1.0, 1.0, null, null, 1.0], Enumerable.Range(0, 6).Select(row => rig.Value(1, row)));
    }

    [Fact]
    public void Graphs_that_define_the_same_state_agree_and_enter_each_event_once()
    {
        const string Params = """{"window": "1h", "fns": ["count", "first", "last"], "col": "page", "where": "isView"}""";
        using var one = StateNodeRig.Bind("window", Params, Columns).Rig!;
        using var two = StateNodeRig.Bind("window", Params, Columns).Rig!;
        var (batch, state, layout) = Lane(one, 4);
        one.Open(layout, 4);
        two.Open(layout, 4);
        for (var run = 0; run < 3; run++)
        {
            batch.Reset();
            for (var row = 0; row < 4; row++)
            {
                batch.Add((run * 4) + row, null);
                batch.EventTimesNs.Set(row, ((run * 4) + row) * SecondNs);
                ((TextColumn)batch.Columns[2]).Set(row, StreamScoring.Tests.State.StateRig.Key($"p{(run * 4) + row}"));
                ((ValueColumn<bool>)batch.Columns[3]).Set(row, true);
            }

            int[] entries = [.. Enumerable.Repeat(state.Open("k"u8), 4)];
            one.Run(batch, state, entries);
            two.Run(batch, state, entries);
            for (var row = 0; row < 4; row++)
            {
                var before = (run * 4) + row;
                Assert.Equal(
                    [(long)before, before == 0 ? null : "p0", before == 0 ? null : $"p{before - 1}"],
                    Enumerable.Range(0, 3).Select(o => one.Value(o, row))
                );
                Assert.Equal(Enumerable.Range(0, 3).Select(o => one.Value(o, row)), Enumerable.Range(0, 3).Select(o => two.Value(o, row)));
            }

            if (run == 1)
                state.Commit();
        }
    }

    [Fact]
    public void A_value_that_lacks_history_is_flagged_on_its_row_only()
    {
        using var rig = StateNodeRig.Bind("window", """{"window": "1h", "fns": "count"}""", Columns).Rig!;
        var (batch, state, layout) = Lane(rig, 3);
        rig.Open(layout, 3);
        foreach (var hour in new[] { 0, 60, 1 })
        {
            batch.EventTimesNs.Set(batch.Add(batch.Count, null), hour * 3600 * SecondNs);
        }

        rig.Run(batch, state, [.. Enumerable.Repeat(state.Open("k"u8), 3)]);
        Assert.Equal([false, false, true], rig.Frame.Incomplete.ToArray());
    }

    [Fact]
    public void Last_values_keep_their_type_to_the_last_digit()
    {
        using var rig = StateNodeRig.Bind("last_value", """{"col": "items"}""", Columns).Rig!;
        var (batch, state, layout) = Lane(rig, 3);
        rig.Open(layout, 3);
        for (var row = 0; row < 3; row++)
        {
            batch.EventTimesNs.Set(batch.Add(row, null), row);
            if (row == 0)
                ((ValueColumn<long>)batch.Columns[1]).Set(row, long.MaxValue - 1);
        }

        rig.Run(batch, state, [.. Enumerable.Repeat(state.Open("k"u8), 3)]);
        Assert.Equal([null, long.MaxValue - 1, long.MaxValue - 1], Enumerable.Range(0, 3).Select(row => rig.Value(0, row)));
    }

    private static (EventBatch Batch, KeyedState State, StateLayout Layout) Lane(StateNodeRig rig, int capacity)
    {
        var layout = new StateLayout(rig.Definitions);
        return (new EventBatch(rig.Projection, capacity), new KeyedState(layout, StateLimits.Default), layout);
    }
}
