using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using StreamScoring.State.Windows;

namespace StreamScoring.State.History;

/// <summary>
/// How many different values the key had before. A number is remembered by its bits, a text by a 64-bit hash; at most <see cref="StateLimits.MaxDistinct"/>, then the
/// count stays and is flagged incomplete. Its section is a flag (8 bytes, 1 when values were left out) and 8 bytes a value.
/// </summary>
/// <param name="Slot">Where the layout has it.</param>
public readonly record struct Distinct(int Slot)
{
    /// <summary>The kind of its definition.</summary>
    public const string Kind = "distinct";

    /// <summary>How many different values entered; of entry -1, none.</summary>
    public int Count(KeyedState state, int entry, out bool isIncomplete)
    {
        var words = Words(state.Read(entry, Slot));
        isIncomplete = !words.IsEmpty && words[0] != 0;
        return Math.Max(words.Length - 1, 0);
    }

    /// <summary>Enters a number. NaN does not enter. Nothing for entry -1.</summary>
    public void Add(KeyedState state, int entry, double value)
    {
        if (!double.IsNaN(value))
            AddWord(state, entry, WindowView.DistinctBits(value));
    }

    /// <summary>Enters a text (UTF-8). Nothing for entry -1.</summary>
    public void Add(KeyedState state, int entry, ReadOnlySpan<byte> text) => AddWord(state, entry, XxHash3.HashToUInt64(text));

    /// <summary>What is wrong with a persisted section, or null.</summary>
    internal static string? Fault(ReadOnlySpan<byte> section) =>
        section.Length >= 16 && section.Length % 8 == 0 && Words(section)[0] <= 1
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"has {section.Length} bytes and a flag that do not make a set of values");

    private void AddWord(KeyedState state, int entry, ulong word)
    {
        if (entry < 0)
            return;
        var words = Words(state.Read(entry, Slot));
        if (words.Length > 1 && words[1..].Contains(word))
            return;
        if (words.Length > state.Limits.MaxDistinct)
        {
            if (words[0] == 0)
                MemoryMarshal.Write(state.Write(entry, Slot, words.Length * 8), 1UL);
            return;
        }

        var length = Math.Max(words.Length, 1) * 8;
        MemoryMarshal.Write(state.Write(entry, Slot, length + 8)[length..], word);
    }

    private static ReadOnlySpan<ulong> Words(ReadOnlySpan<byte> section) => MemoryMarshal.Cast<byte, ulong>(section);
}
