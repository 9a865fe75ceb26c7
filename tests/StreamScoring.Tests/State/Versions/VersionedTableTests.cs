using System.Globalization;
using System.Text;
using CsCheck;
using StreamScoring.State;
using StreamScoring.State.Versions;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.State.Versions;

public sealed class VersionedTableTests
{
    private static readonly VersionedTableLimits s_small = new() { RetentionNs = 30, MaxVersionsPerKey = 4 };

    [Fact]
    public void The_newest_version_is_found_however_old_and_a_moment_before_the_held_past_is_expired_and_not_none()
    {
        var table = new VersionedTable(s_small);
        table.Put("a"u8, 10, "a10"u8);
        table.Put("b"u8, 20, "b20"u8);
        table.Put("b"u8, 1000, "b1000"u8);
        Assert.Equal("Found a10", Show(table, "a", 15));
        Assert.Equal("Found a10", Show(table, "a", 5000));
        Assert.Equal("Expired ", Show(table, "a", 9));
        // The same age as a's, but in a row's past.
        Assert.Equal("Expired ", Show(table, "b", 25));
        Assert.Equal("Found b20", Show(table, "b", 970));
        Assert.Equal("Found b20", Show(table, "b", 999));
        Assert.Equal("None ", Show(table, "c", 970));
        Assert.Equal("Expired ", Show(table, "c", 969));
        Assert.Equal(PutOutcome.TooOld, table.Put("a"u8, 969, "late"u8));
        Assert.Equal(PutOutcome.Taken, table.Put("a"u8, 970, "a970"u8));
        Assert.Equal("Found a970", Show(table, "a", 2000));
    }

    [Fact]
    public void Versions_beyond_the_limit_are_let_go_and_that_is_said()
    {
        var table = new VersionedTable(s_small);
        for (var i = 1; i <= 6; i++)
            table.Put("a"u8, i, Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal("Expired ", Show(table, "a", 2));
        Assert.Equal("Found 3", Show(table, "a", 3));
        Assert.Equal("Expired ", Show(table, "a", 0));
        Assert.Equal(PutOutcome.TooLarge, new VersionedTable(s_small with { MaxValueBytes = 2 }).Put("a"u8, 1, "abc"u8));
    }

    [Fact]
    public void Rows_that_nobody_writes_any_more_let_their_past_go()
    {
        var table = new VersionedTable(s_small);
        for (var i = 0; i < 50; i++)
        {
            var key = Encoding.UTF8.GetBytes($"idle-{i}");
            table.Put(key, 1, "x"u8);
            table.Put(key, 2, "y"u8);
            if (i % 2 == 0)
                table.Delete(key, 3);
        }

        table.Commit();
        for (var i = 0; i < 120; i++)
        {
            table.Put("busy"u8, 1000 + i, "z"u8);
            table.Commit();
        }

        Assert.Equal(26, table.Keys);
        var versions = 0;
        table.VisitAll((_, value) => versions += BitConverter.ToInt32(value[24..28]));
        Assert.InRange(versions, 26, 30);
    }

    [Fact]
    public void An_aborted_transaction_leaves_no_trace()
    {
        var table = new VersionedTable(s_small);
        table.Put("a"u8, 10, "a10"u8);
        table.Commit();
        table.Put("b"u8, 1000, "b"u8);
        table.Delete("a"u8, 1000);
        table.Abort();
        Assert.Equal(10, table.NewestNs);
        Assert.Equal(1, table.Keys);
        Assert.Equal("Found a10", Show(table, "a", 12));
        Assert.Equal("None ", Show(table, "b", 2000));
        Assert.Equal(PutOutcome.Taken, table.Put("a"u8, 5, "a5"u8));
    }

    [Fact]
    public void Broken_rows_are_refused()
    {
        var table = new VersionedTable(s_small);
        table.Put("a"u8, 10, "a10"u8);
        table.Put("a"u8, 20, "a20"u8);
        var value = Array.Empty<byte>();
        table.VisitAll((_, v) => value = v.ToArray());
        new VersionedTable(s_small).Restore("a"u8, value);
        foreach (var (at, wrong) in new[] { (0, 9), (24, 7), (28, 99), (36, 200), (43, 1) })
        {
            byte[] broken = [.. value];
            broken[at] = (byte)wrong;
            Assert.Throws<StateFormatException>(() => new VersionedTable(s_small).Restore("a"u8, broken));
        }

        Assert.Throws<StateFormatException>(() => new VersionedTable(s_small).Restore("a"u8, value.AsSpan(0, value.Length - 1)));
    }

    [Fact]
    public void Lookups_equal_those_of_a_plain_list_whatever_is_entered_aborted_and_restored()
    {
        var step = Gen.Select(Gen.Int[0, 19], Gen.Int[0, 3], Gen.Long[0, 120], Gen.Int[0, 12]);
        var (found, expired) = (0, 0);
        Gen.Select(step.List[1, 60], Gen.Long[0, 80])
            .Sample(
                (steps, retention) =>
                {
                    var limits = new VersionedTableLimits { RetentionNs = retention, MaxVersionsPerKey = 1000 };
                    var (table, naive) = (new VersionedTable(limits), new NaiveTable(retention));
                    var committed = naive.Copy();
                    foreach (var (what, keyNumber, time, length) in steps)
                    {
                        var key = new[] { (byte)keyNumber };
                        var bytes = Encoding.UTF8.GetBytes(new string((char)('a' + (time % 26)), length));
                        switch (what)
                        {
                            case 0:
                                table.Commit();
                                committed = naive.Copy();
                                break;
                            case 1:
                                table.Abort();
                                naive = committed.Copy();
                                break;
                            case 2:
                                table.Commit();
                                committed = naive.Copy();
                                var next = new VersionedTable(limits);
                                table.VisitAll(next.Restore);
                                table = next;
                                break;
                            case 3 or 4:
                                Assert.Equal(naive.Put(keyNumber, time, null), table.Delete(key, time) == PutOutcome.Taken);
                                break;
                            default:
                                Assert.Equal(naive.Put(keyNumber, time, bytes), table.Put(key, time, bytes) == PutOutcome.Taken);
                                break;
                        }

                        for (var k = 0; k < 4; k++)
                        {
                            for (var at = -1L; at < 125; at += 7)
                            {
                                var lookup = table.Get([(byte)k], at);
                                var (status, value) = naive.Get(k, at);
                                Assert.Equal(status, lookup.Status);
                                Assert.True(lookup.Value.SequenceEqual(value));
                                found += status == VersionStatus.Found ? 1 : 0;
                                expired += status == VersionStatus.Expired ? 1 : 0;
                            }
                        }
                    }
                },
                iter: 1_000,
                threads: 1
            );
        Assert.True(found > 50_000 && expired > 50_000, $"{found} found, {expired} expired");
    }

    [Fact]
    public void Warmed_puts_and_lookups_allocate_nothing()
    {
        var table = new VersionedTable(new VersionedTableLimits { RetentionNs = 1_000 });
        var keys = Enumerable.Range(0, 32).Select(i => Encoding.UTF8.GetBytes($"ECID:{i:d38}")).ToArray();
        var (row, t, found) = (new byte[300], 0L, 0L);
        void Step()
        {
            t += 3;
            table.Put(keys[(int)(t % 32)], t - (t % 5 * 20), row.AsSpan(0, (int)(t % 300)));
            found += table.Get(keys[(int)(t * 7 % 32)], t - 500).Value.Length;
            if (t % 50 == 0)
                table.Commit();
            else if (t % 470 == 0)
                table.Abort();
        }

        for (var i = 0; i < 30_000; i++)
            Step();
        var allocated = SteadyAllocation.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
                Step();
        });
        Assert.Equal(0, allocated);
        Assert.True(found > 0);
    }

    private static string Show(VersionedTable table, string key, long timeNs)
    {
        var lookup = table.Get(Encoding.UTF8.GetBytes(key), timeNs);
        return $"{lookup.Status} {Encoding.UTF8.GetString(lookup.Value)}";
    }

    /// <summary>All records ever taken, looked through one by one.</summary>
    private sealed class NaiveTable(long retention)
    {
        private List<(int Key, long Time, byte[]? Value)> _records = [];
        private long _newest = long.MinValue;

        public NaiveTable Copy() => new(retention) { _records = [.. _records], _newest = _newest };

        public bool Put(int key, long time, byte[]? value)
        {
            _newest = Math.Max(_newest, time);
            if (time < _newest - retention)
                return false;
            _records.RemoveAll(r => r.Key == key && r.Time == time);
            _records.Add((key, time, value));
            return true;
        }

        public (VersionStatus, byte[]) Get(int key, long at)
        {
            var rows = _records.Where(r => r.Key == key).OrderBy(r => r.Time).ToList();
            if (rows.Count > 0 && rows[^1].Time <= at && rows[^1].Value is { } newest)
                return (VersionStatus.Found, newest);
            if (_newest != long.MinValue && at < _newest - retention)
                return (VersionStatus.Expired, []);
            var (_, _, value) = rows.LastOrDefault(r => r.Time <= at);
            return value is null ? (VersionStatus.None, []) : (VersionStatus.Found, value);
        }
    }
}
