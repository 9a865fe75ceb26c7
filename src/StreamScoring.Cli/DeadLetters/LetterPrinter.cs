using System.Globalization;
using StreamScoring.Cli.Commands;
using StreamScoring.Cli.Showing;

namespace StreamScoring.Cli.DeadLetters;

/// <summary>Prints dead letters without their payload, and what a retry did.</summary>
internal static class LetterPrinter
{
    public static void Print(Letter letter, OutputKind kind)
    {
        var time = letter.TimestampMs is { } ms ? Format.Time(ms) : "";
        if (kind == OutputKind.Table)
        {
            var path = letter.Path.Length > 0 ? $" at {letter.Path}" : "";
            var retries = letter.Retries > 0 ? string.Create(CultureInfo.InvariantCulture, $" (retried {letter.Retries})") : "";
            Console.WriteLine(
                $"{letter.Place, -10} {time, -19}  {letter.Code, -15} {letter.Origin}{retries}  {Printable.Of(letter.Message + path)}"
            );
            return;
        }

        Answer.Write(
            new
            {
                place = letter.Place.ToString(),
                time,
                code = letter.Code,
                stage = letter.Stage,
                path = letter.Path,
                message = letter.Message,
                origin = letter.Origin,
                retries = letter.Retries,
                hasEvent = letter.HasEvent,
            }
        );
    }

    public static void Print(ResendOutcome outcome, OutputKind kind)
    {
        if (kind == OutputKind.Json)
        {
            Answer.Write(
                new { sent = outcome.Sent, refused = outcome.Refused.Select(r => new { place = r.Place.ToString(), reason = r.Reason }) }
            );
            return;
        }

        foreach (var refusal in outcome.Refused)
            Console.WriteLine($"{refusal.Place} is not sent back: {refusal.Reason}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcome.Sent} sent back, {outcome.Refused.Count} refused"));
    }
}
