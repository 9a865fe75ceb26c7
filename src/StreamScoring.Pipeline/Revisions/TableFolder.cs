using StreamScoring.Decisioning.Tables;

namespace StreamScoring.Pipeline.Revisions;

/// <summary>The files of lookup tables beside a rule set.</summary>
internal sealed class TableFolder(string folder)
{
    /// <summary>The bytes of a file, or null with the reason.</summary>
    public byte[]? Read(string file, out string refusal)
    {
        refusal = "";
        var path = Path.Combine(folder, file);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            // One byte more than is taken, so that whatever is named by mistake neither fills the memory nor passes.
            var buffer = new byte[stream.CanSeek ? Math.Min(stream.Length, TableFile.MaxBytes + 1L) : TableFile.MaxBytes + 1L];
            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return buffer[..read];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            refusal = $"there is no file '{file}' beside the rule set";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            refusal = $"the file '{file}' cannot be read: {e.Message}";
        }

        return null;
    }
}
