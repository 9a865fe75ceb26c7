namespace StreamScoring.Documents;

/// <summary>Reads documents from disk without trusting their size: a device or a log named by mistake must not fill the memory.</summary>
public static class DocumentFile
{
    /// <summary>
    /// The text of a file, cut one character behind <paramref name="maxCharacters"/>, which by default is what <see cref="DocumentParser"/> reads and so makes it say that the
    /// document is too long. Throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when it cannot be read.
    /// </summary>
    public static string ReadText(string path, int maxCharacters = DocumentLimits.MaxCharacters)
    {
        using var reader = new StreamReader(path);
        var buffer = new char[16_384];
        var used = 0;
        while (used <= maxCharacters)
        {
            var read = reader.Read(buffer, used, Math.Min(buffer.Length - used, maxCharacters + 1 - used));
            if (read == 0)
                break;
            used += read;
            if (used == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(used * 2L, maxCharacters + 1L));
        }

        return new string(buffer, 0, used);
    }
}
