using StreamScoring.State;
using Xunit;

namespace StreamScoring.Tests.State;

public sealed class KeyedStateTests
{
    private static readonly StateDefinition A = StateRig.Definition("a", 1);
    private static readonly StateDefinition B = StateRig.Definition("b", 2);
    private static readonly StateDefinition C = StateRig.Definition("c", 3);
    private readonly KeyedState _state = new(new StateLayout([A, B, C]), StateLimits.Default);

    [Fact]
    public void A_layout_gives_each_definition_one_slot()
    {
        var layout = new StateLayout([C, A, C, B]);
        Assert.Equal([C, A, B], layout.Definitions);
        Assert.Equal(1, layout.SlotOf(A));
        Assert.Throws<KeyNotFoundException>(() => layout.SlotOf(StateRig.Definition("d", 4)));
    }

    [Fact]
    public void A_layout_refuses_what_it_could_not_find_again()
    {
        Assert.Throws<ArgumentException>(() => new StateLayout([new StateDefinition("a", "sha256:xyz")]));
        Assert.Throws<ArgumentException>(() => new StateLayout([new StateDefinition("a", "md5:0123456789abcdef")]));
        Assert.Throws<ArgumentException>(() => new StateLayout([A, A with { Kind = "other" }]));
    }

    [Fact]
    public void An_opened_key_is_found_and_reads_empty()
    {
        var entry = _state.Open("k"u8);
        Assert.Equal(entry, _state.Open("k"u8));
        Assert.Equal(entry, _state.Find("k"u8));
        Assert.Equal(-1, _state.Find("other"u8));
        Assert.True(_state.Read(entry, 0).IsEmpty);
        Assert.True(_state.Read(-1, 0).IsEmpty);
        Assert.Equal(0, _state.DirtyKeys);
    }

    [Fact]
    public void A_key_that_was_only_opened_is_gone_after_the_commit()
    {
        _state.Open("k"u8);
        _state.Commit();
        Assert.Equal(-1, _state.Find("k"u8));
        Assert.Equal(0, _state.Keys);
    }

    [Fact]
    public void Sections_grow_shrink_and_go_without_touching_their_neighbours()
    {
        var entry = _state.Open("k"u8);
        for (var slot = 2; slot >= 0; slot--)
            Fill(entry, slot, 5 + slot, (byte)(slot + 1));
        foreach (var length in new[] { 9, 3, 700, 1, 0, 6, 40_000, 2 })
        {
            var before = _state.Read(entry, 1).ToArray();
            var written = _state.Write(entry, 1, length);
            var kept = Math.Min(length, before.Length);
            Assert.Equal(before[..kept], written[..kept].ToArray());
            Assert.Equal(-1, written[kept..].IndexOfAnyExcept((byte)0));
            written.Fill(2);
            Assert.Equal(Enumerable.Repeat((byte)1, 5), _state.Read(entry, 0).ToArray());
            Assert.Equal(Enumerable.Repeat((byte)2, length), _state.Read(entry, 1).ToArray());
            Assert.Equal(Enumerable.Repeat((byte)3, 7), _state.Read(entry, 2).ToArray());
        }
    }

    [Fact]
    public void A_commit_hands_out_each_written_key_once_in_the_order_of_the_first_write()
    {
        foreach (var key in new[] { "b", "a", "c", "a", "b" })
            Fill(_state.Open(StateRig.Key(key)), 0, 4, 7);
        Assert.Equal(3, _state.DirtyKeys);
        var seen = new List<string>();
        _state.VisitDirty((key, value) => seen.Add(System.Text.Encoding.UTF8.GetString(key) + value.Length));
        Assert.Equal(["b20", "a20", "c20"], seen);
        _state.Commit();
        Assert.Equal(0, _state.DirtyKeys);
        _state.VisitDirty((_, _) => Assert.Fail("nothing was written since the commit"));
    }

    [Fact]
    public void A_key_without_sections_is_handed_out_empty_and_removed()
    {
        Fill(_state.Open("k"u8), 0, 4, 1);
        Fill(_state.Open("k"u8), 1, 4, 1);
        _state.Commit();
        var entry = _state.Open("k"u8);
        _state.Write(entry, 1, 0);
        _state.Write(entry, 0, 0);
        var lengths = new List<int>();
        _state.VisitDirty((_, value) => lengths.Add(value.Length));
        Assert.Equal([0], lengths);
        _state.Commit();
        Assert.Equal(-1, _state.Find("k"u8));
        Assert.Empty(StateRig.Content(_state));
    }

    [Fact]
    public void An_abort_gives_back_the_last_commit_and_forgets_new_keys()
    {
        Fill(_state.Open("old"u8), 0, 100, 1);
        Fill(_state.Open("gone"u8), 0, 10, 1);
        _state.Commit();
        var committed = StateRig.Content(_state);
        Fill(_state.Open("old"u8), 0, 5, 9);
        Fill(_state.Open("old"u8), 2, 5000, 9);
        _state.Write(_state.Open("gone"u8), 0, 0);
        Fill(_state.Open("new"u8), 0, 5, 9);
        _state.Abort();
        Assert.Equal(committed, StateRig.Content(_state));
        Assert.Equal(-1, _state.Find("new"u8));
        Assert.Equal(2, _state.Keys);
    }

    [Fact]
    public void Values_are_the_same_whatever_the_order_of_definitions_and_writes()
    {
        var other = new KeyedState(new StateLayout([C, B, A]), StateLimits.Default);
        foreach (var definition in new[] { A, B, C })
            other.Write(other.Open("k"u8), other.Layout.SlotOf(definition), 3).Fill(5);
        foreach (var slot in new[] { 2, 0, 1 })
            Fill(_state.Open("k"u8), slot, 3, 5);
        Assert.Equal(StateRig.Content(other), StateRig.Content(_state));
    }

    [Fact]
    public void A_new_layout_keeps_sections_of_definitions_that_remain_and_drops_others_at_the_next_write()
    {
        for (var slot = 0; slot < 3; slot++)
            Fill(_state.Open("k"u8), slot, 4 + slot, (byte)(slot + 1));
        Fill(_state.Open("idle"u8), 1, 4, 8);
        Assert.Throws<InvalidOperationException>(() => _state.ChangeLayout(new StateLayout([A])));
        _state.Commit();
        var d = StateRig.Definition("d", 0);
        _state.ChangeLayout(new StateLayout([d, C, A]));
        var entry = _state.Open("k"u8);
        Assert.Equal(new byte[] { 3, 3, 3, 3, 3, 3 }, _state.Read(entry, 1).ToArray());
        Assert.Equal(new byte[] { 1, 1, 1, 1 }, _state.Read(entry, 2).ToArray());
        Fill(entry, 0, 2, 9);
        _state.Commit();
        _state.ChangeLayout(new StateLayout([A, B, C, d]));
        Assert.True(_state.Read(_state.Find("k"u8), 1).IsEmpty);
        Assert.Equal(new byte[] { 9, 9 }, _state.Read(_state.Find("k"u8), 3).ToArray());
        Assert.Equal(new byte[] { 8, 8, 8, 8 }, _state.Read(_state.Find("idle"u8), 1).ToArray());
    }

    [Fact]
    public void Restoring_replaces_removes_and_is_refused_inside_a_transaction()
    {
        Fill(_state.Open("k"u8), 0, 4, 1);
        byte[] first = [];
        _state.VisitDirty((_, value) => first = value.ToArray());
        Assert.Throws<InvalidOperationException>(() => _state.Restore("k"u8, first));
        Fill(_state.Open("k"u8), 1, 400, 2);
        _state.Commit();
        _state.Restore("k"u8, first);
        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal) { ["6B"] = Convert.ToHexString(first) },
            StateRig.Content(_state)
        );
        _state.Restore("k"u8, []);
        Assert.Equal(0, _state.Keys);
        _state.Restore("k"u8, []);
    }

    [Fact]
    public void A_slot_is_claimed_by_the_first_who_asks_until_the_run_or_the_transaction_ends()
    {
        object one = new(),
            two = new();
        Assert.Same(one, _state.Claim(0, 10, one));
        Assert.Same(one, _state.Claim(0, 10, two));
        Assert.Same(one, _state.Claim(0, 10, one));
        Assert.Same(two, _state.Claim(1, 10, two));
        Assert.Same(two, _state.Claim(0, 20, two));
        _state.Abort();
        Assert.Same(one, _state.Claim(0, 20, one));
    }

    [Fact]
    public void Writing_without_an_entry_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Fill(-1, 0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fill(17, 0, 1, 1));
    }

    private void Fill(int entry, int slot, int length, byte with) => _state.Write(entry, slot, length).Fill(with);
}
