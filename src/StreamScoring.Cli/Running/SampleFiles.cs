namespace StreamScoring.Cli.Running;

/// <summary>The bundled sample: files beside the executable.</summary>
internal static class SampleFiles
{
    /// <summary>Events of the demo shop before its model's training split, which the show loads first.</summary>
    public const long HistoryEvents = 13_032;

    /// <summary>The service of the bundled graph.</summary>
    public const string Service = "luma-purchase";

    public static string Events => In("luma_events.jsonl.gz");

    public static string Graph => In("luma.graph.yaml");

    public static string Rules => In("luma.rules.yaml");

    public static string Profiles => In("profiles.jsonl");

    private static string In(string name) => Path.Combine(AppContext.BaseDirectory, "Sample", name);
}
