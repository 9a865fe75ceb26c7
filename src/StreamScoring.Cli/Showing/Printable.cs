using System.Text;

namespace StreamScoring.Cli.Showing;

/// <summary>Text out of events, made safe and short for a terminal.</summary>
internal static class Printable
{
    /// <summary>The text without control characters, which could move the cursor or change colours; each becomes <c>?</c>.</summary>
    public static string Of(string text) =>
        text.Any(char.IsControl) ? string.Create(text.Length, text, static (to, from) => Clean(from, to)) : text;

    /// <summary>The text in exactly <paramref name="width"/> characters: cut with an ellipsis, or padded.</summary>
    public static string Fit(string text, int width)
    {
        text = Of(text);
        if (text.Length <= width)
            return text.PadRight(width);
        return width <= 1 ? text[..width] : text[..(width - 1)] + "…";
    }

    /// <summary>The last step of an event type: <c>commerce.productViews</c> is <c>productViews</c>.</summary>
    public static string EventType(string type) => type[(type.LastIndexOf('.') + 1)..];

    /// <summary>An identity without its namespace.</summary>
    public static string Id(string identity) => identity[(identity.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>As many of the items, joined, as go into the width.</summary>
    public static string Joined(IReadOnlyList<string> items, int width)
    {
        var line = new StringBuilder();
        foreach (var item in items)
        {
            if (line.Length + item.Length + 2 > width && line.Length > 0)
                break;
            line.Append(line.Length > 0 ? ", " : "").Append(item);
        }

        return Fit(line.ToString(), width).TrimEnd();
    }

    private static void Clean(string from, Span<char> to)
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = char.IsControl(from[i]) ? '?' : from[i];
    }
}
