namespace StreamScoring.Inference;

/// <summary>Reads a model without trusting what the file system says of its size: a device has none, and a file may grow.</summary>
internal static class ModelFile
{
    /// <summary>The bytes, or null when there are more than the limits allow. Throws <see cref="IOException"/> when the file cannot be read.</summary>
    public static byte[]? TryRead(string path, ModelLimits limits)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        if (file.CanSeek && file.Length > limits.MaxFileBytes)
            return null;
        var bytes = new byte[file.CanSeek ? (int)file.Length + 1 : 1 << 16];
        var used = 0;
        while (file.Read(bytes, used, bytes.Length - used) is > 0 and var read)
        {
            used += read;
            if (used > limits.MaxFileBytes)
                return null;
            if (used == bytes.Length)
                Array.Resize(ref bytes, Math.Max(1 << 16, bytes.Length * 2));
        }

        return bytes[..used];
    }
}
