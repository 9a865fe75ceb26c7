namespace StreamScoring.State.Format;

/// <summary>Cuts UTF-8 texts to a length without breaking a character.</summary>
internal static class TextLimit
{
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int maxBytes, out bool isCut)
    {
        isCut = text.Length > maxBytes;
        if (!isCut)
            return text;
        // A byte 10xxxxxx goes on with a character: step back to where that begins, at most 3 bytes.
        var end = maxBytes;
        while (end > maxBytes - 3 && (text[end] & 0xC0) == 0x80)
            end--;
        return text[..end];
    }
}
