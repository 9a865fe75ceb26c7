using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary>
/// Parts of a time, as <c>Series.dt</c>: integers (Monday is 0), and booleans that are false where the time is missing. <c>attrs</c> lists them; the columns have their names unless
/// <c>into</c> gives others. Times are UTC; <c>tz_convert</c> takes the parts in an IANA zone.
/// </summary>
internal static class Dt
{
    private static readonly (string Name, Func<DateTime, long> Part)[] Parts =
    [
        ("year", t => t.Year),
        ("month", t => t.Month),
        ("day", t => t.Day),
        ("hour", t => t.Hour),
        ("minute", t => t.Minute),
        ("second", t => t.Second),
        ("dayofweek", t => ((int)t.DayOfWeek + 6) % 7),
        ("dayofyear", t => t.DayOfYear),
        ("quarter", t => (t.Month + 2) / 3),
        ("isoweek", t => System.Globalization.ISOWeek.GetWeekOfYear(t)),
    ];

    private static readonly (string Name, Func<DateTime, bool> Test)[] Tests =
    [
        ("is_weekend", t => t.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday),
        ("is_month_start", t => t.Day == 1),
        ("is_month_end", t => t.Day == DateTime.DaysInMonth(t.Year, t.Month)),
        ("is_year_start", t => t is { Month: 1, Day: 1 }),
        ("is_year_end", t => t is { Month: 12, Day: 31 }),
    ];

    private static readonly string[] Names = [.. Parts.Select(p => p.Name), .. Tests.Select(t => t.Name), "epoch_seconds"];

    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "dt", ["cols", "attrs", "tz_convert", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        var input = binding.Input("cols");
        binding.Params.RequiredNode("attrs", $"a list of {string.Join(", ", Names)}");
        var attrs = (binding.Params.OneOrMany("attrs") ?? []).Select(binding.Params.Text).OfType<string>().ToList();
        foreach (var attr in attrs.Where(a => !Names.Contains(a, StringComparer.Ordinal)))
            binding.Fail(
                binding.Params.Node("attrs"),
                $"'{attr}' is no part of a time{StreamScoring.Documents.Suggestion.Hint(attr, Names)}"
            );
        var (zone, zoneIsWrong) = Zone(binding);
        var names = binding.Into(attrs);
        if (
            input is null
            || names is null
            || zoneIsWrong
            || attrs.Count == 0
            || attrs.Exists(a => !Names.Contains(a, StringComparer.Ordinal))
        )
            return;
        if (!binding.RequireScalar(input, binding.Params.Node("cols"), ColumnType.Timestamp))
            return;
        var plans = attrs
            .Zip(names)
            .Select(p =>
                (
                    Attr: p.First,
                    Output: binding.Output(p.Second, ColumnShape.Scalar(IsTest(p.First) ? ColumnType.Boolean : ColumnType.Int64))
                )
            )
            .ToList();
        binding.Stage(_ => new EachStage([.. plans.Select(p => Stage(input.Slot, p.Output.Slot, p.Attr, zone))]));
    }

    private static bool IsTest(string attr) => Tests.Any(t => string.Equals(t.Name, attr, StringComparison.Ordinal));

    private static (TimeZoneInfo? Zone, bool IsWrong) Zone(NodeBinding binding)
    {
        if (binding.Params.Node("tz_convert") is not { } node)
            return (null, false);
        if (binding.Params.Text(node) is not { } id)
            return (null, true);
        if (id is "UTC")
            return (null, false);
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return (zone, false);
        binding.Fail(node, $"'{id}' is no time zone of this machine; expected an IANA name such as Europe/Zurich");
        return (null, true);
    }

    private static RowStage Stage(int input, int output, string attr, TimeZoneInfo? zone)
    {
        if (attr == "epoch_seconds")
            return new RowStage(
                (frame, row) => Set(frame, row, input, output, NumPyMath.FloorDivide(frame.Values<long>(input)[row], 1_000_000_000))
            );
        if (IsTest(attr))
        {
            var test = Tests.First(t => string.Equals(t.Name, attr, StringComparison.Ordinal)).Test;
            return new RowStage(
                (frame, row) =>
                    frame.Values<bool>(output).Set(row, !frame[input].IsNull(row) && test(Local(frame.Values<long>(input)[row], zone)))
            );
        }

        var part = Parts.First(p => string.Equals(p.Name, attr, StringComparison.Ordinal)).Part;
        return new RowStage(
            (frame, row) =>
            {
                if (!frame[input].IsNull(row))
                    frame.Values<long>(output).Set(row, part(Local(frame.Values<long>(input)[row], zone)));
            }
        );
    }

    private static void Set(Frame frame, int row, int input, int output, long value)
    {
        if (!frame[input].IsNull(row))
            frame.Values<long>(output).Set(row, value);
    }

    private static DateTime Local(long ns, TimeZoneInfo? zone)
    {
        var utc = DateTime.UnixEpoch.AddTicks(NumPyMath.FloorDivide(ns, 100));
        return zone is null ? utc : utc + zone.GetUtcOffset(utc);
    }
}
