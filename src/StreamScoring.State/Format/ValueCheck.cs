using System.Globalization;
using StreamScoring.State.History;
using StreamScoring.State.Keys;
using StreamScoring.State.Windows;

namespace StreamScoring.State.Format;

/// <summary>Says what is wrong with a persisted value before it is taken over, so that nothing behind needs to doubt it.</summary>
internal static class ValueCheck
{
    /// <summary>Throws <see cref="StateFormatException"/> when the value is not one that this worker may read under <paramref name="layout"/>.</summary>
    public static void Check(ReadOnlySpan<byte> value, StateLayout layout)
    {
        if (value[0] != StateValue.Version)
        {
            throw new StateFormatException(
                $"a state value of {Bytes(value.Length)} has format version {value[0]}, this worker knows {StateValue.Version}: run the worker version that wrote it, or rebuild the state"
            );
        }

        if (value.Length < StateValue.HeaderBytes || value[1] != 0)
            throw Broken(value.Length, "its header is broken");
        var count = StateValue.Count(value);
        var first = StateValue.HeaderBytes + (count * StateValue.EntryBytes);
        if (count == 0 || first > value.Length)
            throw Broken(value.Length, $"it claims {count} sections");
        long end = 0;
        for (var i = 0; i < count; i++)
        {
            var next = (uint)StateValue.End(value, i);
            if (next <= end || next > value.Length - first)
                throw Broken(value.Length, $"section {i} ends at {next}, behind {end} of {value.Length - first}");
            if (i > 0 && StateValue.Prefix(value, i) <= StateValue.Prefix(value, i - 1))
                throw Broken(value.Length, $"section {i} is out of order");
            end = next;
        }

        if (end != value.Length - first)
            throw Broken(value.Length, $"{value.Length - first - end} bytes belong to no section");
        for (var i = 0; i < count; i++)
            CheckSection(value, i, layout);
    }

    /// <summary>Checks the sections of a valid value that <paramref name="layout"/> has definitions for.</summary>
    public static void CheckSections(ReadOnlySpan<byte> value, StateLayout layout)
    {
        for (var i = 0; i < StateValue.Count(value); i++)
            CheckSection(value, i, layout);
    }

    private static void CheckSection(ReadOnlySpan<byte> value, int index, StateLayout layout)
    {
        if (layout.Find(StateValue.Prefix(value, index)) is not { } definition)
            return;
        var payload = StateValue.Payload(value, index);
        if ((definition.Check is { } check ? check(payload) : Fault(definition.Kind, payload)) is { } fault)
            throw Broken(value.Length, $"its section of {definition.Kind} {definition.Hash} {fault}");
    }

    private static string? Fault(string kind, ReadOnlySpan<byte> section) =>
        kind switch
        {
            Window.Kind => WindowSection.Fault(section, WindowSection.NumberBytes),
            Window.CountKind => WindowSection.Fault(section, WindowSection.TimeBytes),
            TextWindow.Kind => TextWindow.Fault(section),
            Expanding.Kind => Length(section, Expanding.SectionBytes),
            Expanding.CountKind => Length(section, Expanding.CountBytes),
            Distinct.Kind => Distinct.Fault(section),
            LastValue.Kind => Length(section, LastValue.SectionBytes),
            LastText.Kind => LastText.Fault(section),
            SecondsSince.Kind => Length(section, SecondsSince.SectionBytes),
            GapMean.Kind => Length(section, GapMean.SectionBytes),
            KeyClock.Kind => Length(section, KeyClock.SectionBytes),
            Dedupe.Kind => Dedupe.Fault(section),
            _ => null,
        };

    private static string? Length(ReadOnlySpan<byte> section, int expected) =>
        section.Length == expected
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"has {section.Length} bytes instead of {expected}");

    private static StateFormatException Broken(int length, string what) =>
        new($"a state value of {Bytes(length)} is broken: {what}; restore it from an intact log, or rebuild the state");

    private static string Bytes(int length) => string.Create(CultureInfo.InvariantCulture, $"{length} bytes");
}
