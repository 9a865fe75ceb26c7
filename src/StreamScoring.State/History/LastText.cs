using System.Globalization;
using StreamScoring.State.Format;

namespace StreamScoring.State.History;

/// <summary>The key's latest earlier text. Its section is a flag (1 byte, 1 when the text was cut) and the UTF-8 bytes.</summary>
/// <param name="Slot">Where the layout has it.</param>
public readonly record struct LastText(int Slot)
{
    /// <summary>The kind of its definition.</summary>
    public const string Kind = "last_text";

    /// <summary>The text (valid until the state is written) and whether it was cut; false when there is none, as for entry -1.</summary>
    public bool TryRead(KeyedState state, int entry, out ReadOnlySpan<byte> text, out bool isIncomplete)
    {
        var section = state.Read(entry, Slot);
        isIncomplete = !section.IsEmpty && section[0] != 0;
        text = section.IsEmpty ? default : section[1..];
        return !section.IsEmpty;
    }

    /// <summary>Keeps a text; one longer than <see cref="StateLimits.MaxTextBytes"/> is cut. Nothing for entry -1.</summary>
    public void Set(KeyedState state, int entry, ReadOnlySpan<byte> text)
    {
        if (entry < 0)
            return;
        text = TextLimit.Cut(text, state.Limits.MaxTextBytes, out var isCut);
        var section = state.Write(entry, Slot, text.Length + 1);
        section[0] = isCut ? (byte)1 : (byte)0;
        text.CopyTo(section[1..]);
    }

    /// <summary>What is wrong with a persisted section, or null.</summary>
    internal static string? Fault(ReadOnlySpan<byte> section) =>
        section[0] <= 1 ? null : string.Create(CultureInfo.InvariantCulture, $"begins with {section[0]}, which is no flag");
}
