using System.Text;
using StreamScoring.State;
using StreamScoring.State.History;
using StreamScoring.State.Keys;
using StreamScoring.State.Windows;
using Xunit;

namespace StreamScoring.Tests.State;

public sealed class StateLimitTests
{
    private const long HourNs = 3_600_000_000_000;
    private readonly StateLayout _layout = AllOperations.NewLayout();

    [Fact]
    public void An_event_fifty_hours_late_finds_its_window_incomplete_only_if_something_was_let_go()
    {
        var window = new Window(1, new WindowSpec(HourNs, WindowClosed.Left), false);
        var state = new KeyedState(_layout, StateLimits.Default);
        var entry = state.Open("k"u8);
        window.Add(state, entry, 100 * HourNs);
        window.Add(state, entry, 149 * HourNs);
        // 49 hours are kept: the event exactly that old still is.
        var late = window.Read(state, entry, 101 * HourNs);
        Assert.Equal((1, false), (late.Count, late.IsIncomplete));
        window.Add(state, entry, (149 * HourNs) + 1);
        late = window.Read(state, entry, 101 * HourNs);
        Assert.Equal((0, true), (late.Count, late.IsIncomplete));
        late = window.Read(state, entry, (101 * HourNs) + 1);
        Assert.Equal((0, false), (late.Count, late.IsIncomplete));
    }

    [Fact]
    public void A_key_never_holds_more_than_its_limits()
    {
        var limits = new StateLimits
        {
            MaxEntriesPerWindow = 100,
            MaxDistinct = 50,
            MaxDedupeIds = 30,
        };
        var state = new KeyedState(_layout, limits);
        var operations = new AllOperations(_layout, new WindowSpec(HourNs, WindowClosed.Left));
        long largest = 0;
        for (var i = 0; i < 5000; i++)
        {
            operations.Step(state, new StateEvent("k", i, true, i, $"text {i}", $"id {i}"));
            state.VisitDirty((_, value) => largest = Math.Max(largest, value.Length));
            state.Commit();
        }

        // Numbers and times 16 and 8 bytes, texts up to 19, distinct 8 twice, ids 24; free places stand beside.
        Assert.InRange(largest, 100 * (16 + 8 + 19), (100 * (16 + 8) * 3 / 2) + (100 * 19) + (2 * 8 * 51) + (40 * 24) + 600);
        Assert.Equal(1, state.Keys);
        Assert.True(state.Bytes < 1_000_000, $"{state.Bytes} bytes for one key");
    }

    [Fact]
    public void Memory_does_not_grow_when_keys_are_removed_and_made_again()
    {
        var state = new KeyedState(_layout, StateLimits.Default);
        long after = 0;
        for (var round = 0; round < 50; round++)
        {
            for (var k = 0; k < 2000; k++)
                state.Write(state.Open(StateRig.Key($"{round}-{k}")), 3, 32).Fill(1);
            state.Commit();
            for (var k = 0; k < 2000; k++)
                state.Write(state.Find(StateRig.Key($"{round}-{k}")), 3, 0);
            state.Commit();
            Assert.Equal(0, state.Keys);
            after = round == 1 ? state.Bytes : after;
        }

        Assert.Equal(after, state.Bytes);
    }

    [Fact]
    public void A_text_beyond_the_limit_is_cut_between_characters_and_flagged()
    {
        var state = new KeyedState(_layout, new StateLimits { MaxTextBytes = 6 });
        var last = new LastText(8);
        var window = new TextWindow(2, new WindowSpec(HourNs, WindowClosed.Both));
        var entry = state.Open("k"u8);
        foreach (
            var (text, kept, isCut) in new[]
            {
                ("abcdef", "abcdef", false),
                ("abcdefg", "abcdef", true),
                ("abcd€", "abcd", true),
                ("ab💡c", "ab💡", true),
                ("abc💡", "abc", true),
            }
        )
        {
            last.Set(state, entry, Encoding.UTF8.GetBytes(text));
            Assert.True(last.TryRead(state, entry, out var read, out var isIncomplete));
            Assert.Equal((kept, isCut), (Encoding.UTF8.GetString(read), isIncomplete));
            window.Add(state, entry, 7, Encoding.UTF8.GetBytes(text));
            Assert.Equal(kept, Encoding.UTF8.GetString(window.Read(state, entry, 7).Last()));
        }

        Assert.True(window.Read(state, entry, 7).IsIncomplete);
        Assert.False(window.Read(state, entry, 9 * HourNs).IsIncomplete);
    }

    [Fact]
    public void Times_at_the_ends_of_the_range_do_not_overflow()
    {
        foreach (var closed in Enum.GetValues<WindowClosed>())
        {
            var state = new KeyedState(_layout, StateLimits.Default);
            var window = new Window(1, new WindowSpec(HourNs, closed), false);
            var entry = state.Open("k"u8);
            foreach (var timeNs in new[] { long.MinValue, long.MinValue + 5, long.MaxValue, long.MaxValue - 5 })
            {
                window.Read(state, entry, timeNs);
                window.Add(state, entry, timeNs);
            }

            // The very last nanosecond of 2262 is in no window.
            Assert.Equal(1, window.Read(state, entry, long.MaxValue).Count);
            Assert.Equal(1.8446744073709552E+19 / 1e9, SecondsSince.Between(long.MinValue, long.MaxValue));
        }
    }

    [Fact]
    public void Without_an_identity_everything_reads_empty_and_nothing_is_written()
    {
        var state = new KeyedState(_layout, StateLimits.Default);
        var window = new Window(0, new WindowSpec(HourNs, WindowClosed.Both), true);
        window.Add(state, -1, 5, 1);
        new Expanding(3, true).Add(state, -1, 5);
        new Distinct(5).Add(state, -1, 5);
        new LastValue(7).Set(state, -1, 5);
        new LastText(8).Set(state, -1, "x"u8);
        new SecondsSince(9).Add(state, -1, 5);
        new GapMean(10).Add(state, -1, 5);
        Assert.Equal(5, KeyClock.In(_layout).Advance(state, -1, 5));
        Dedupe.In(_layout).Add(state, -1, "x"u8, 5);
        Assert.False(Dedupe.In(_layout).SeenBefore(state, -1, "x"u8, 5));
        Assert.Equal((0, 0.0), (window.Read(state, -1, 6).Count, window.Read(state, -1, 6).Sum()));
        Assert.Equal(0, new Expanding(3, true).Read(state, -1).Count);
        Assert.True(double.IsNaN(new SecondsSince(9).Read(state, -1, 9)) && double.IsNaN(new GapMean(10).Read(state, -1)));
        Assert.Equal((0, 0), (state.Keys, state.DirtyKeys));
    }

    [Fact]
    public void Limits_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyedState(_layout, new StateLimits { MaxEntriesPerWindow = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyedState(_layout, new StateLimits { MaxDedupeIds = 40_000 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyedState(_layout, new StateLimits { MaxTextBytes = 40_000 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyedState(_layout, new StateLimits { AllowedLatenessNs = -1 }));
    }
}
