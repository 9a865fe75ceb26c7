namespace StreamScoring.Documents;

/// <summary>A node of an immutable document tree, read from JSON or YAML or built by a program. It knows its place, so that every message can name it.</summary>
public abstract class DocumentNode
{
    private protected DocumentNode(string path, DocumentPosition position)
    {
        Path = path;
        Position = position;
    }

    /// <summary>The JSON path from the root, e.g. <c>$.nodes[3].params.cols</c>.</summary>
    public string Path { get; }

    /// <summary>Where it starts in its file.</summary>
    public DocumentPosition Position { get; }

    /// <summary>What it is, in words for messages: <c>text</c>, <c>a number</c>, <c>a list</c>, <c>a map</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The same content at another path (an alias, or a part put into another document).</summary>
    internal abstract DocumentNode At(string path);

    /// <summary>The JSON path of a key below <paramref name="path"/>.</summary>
    public static string PathOf(string path, string key)
    {
        foreach (var c in key)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))
                return $"{path}['{key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";
        }

        return key.Length == 0 ? path + "['']" : $"{path}.{key}";
    }

    /// <summary>The JSON path of an item below <paramref name="path"/>.</summary>
    public static string PathOf(string path, int index) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}[{index}]");
}
