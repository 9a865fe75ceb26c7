using System.Text;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.TestKit.Json;

/// <summary>The Luma events as UTF-8 JSON, Platform wire names, in order of arrival.</summary>
public static class LumaEvents
{
    private static readonly Lazy<byte[][]> s_lines = new(() =>
        [.. GoldenFolders.ReadLines(GoldenFolders.First("data/luma/luma_events.jsonl.gz")).Select(Encoding.UTF8.GetBytes)]
    );

    /// <summary>All events, loaded once.</summary>
    public static byte[][] Lines => s_lines.Value;
}
