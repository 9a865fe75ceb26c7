using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamScoring.Cli.Showing;

/// <summary>Answers for programs: one JSON document a line, with text as it is wherever JSON allows it.</summary>
internal static class Answer
{
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly JsonSerializerOptions s_options = new() { Encoder = Encoder };

    public static void Write<T>(T value) => Console.WriteLine(JsonSerializer.Serialize(value, s_options));
}
