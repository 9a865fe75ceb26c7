using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Serving;

namespace StreamScoring.Cli.Operating;

/// <summary>
/// <c>GET /decisions/{identity}</c>: what a person would see on the next page. 200 with the newest decision of each placement; 404 when nothing was decided for that person;
/// 421 with the partition when another worker owns it; 503 when the log does not answer.
/// </summary>
internal static class DecisionAnswers
{
    public static async Task Answer(HttpContext context, LatestDecisions decisions)
    {
        var identity = (string)context.Request.RouteValues["identity"]!;
        DecisionAnswer answer;
        try
        {
            answer = decisions.Find(identity);
        }
        catch (LogException e)
        {
            await Write(context, StatusCodes.Status503ServiceUnavailable, w => w.WriteString("error", e.Message));
            return;
        }

        if (!answer.IsOwned)
            await Write(
                context,
                StatusCodes.Status421MisdirectedRequest,
                w =>
                {
                    w.WriteString("error", "another worker owns the partition of this person; status says which");
                    Where(w, answer);
                }
            );
        else if (answer.Decisions.Count == 0)
            await Write(
                context,
                StatusCodes.Status404NotFound,
                w =>
                {
                    w.WriteString(
                        "error",
                        "nothing was decided for this person; an identity is namespace and id, such as ECID:38b7950feeb3b3c2f6b9b75c9ee4ada6"
                    );
                    Where(w, answer);
                }
            );
        else
            await Write(context, StatusCodes.Status200OK, w => Decisions(w, identity, answer));
    }

    private static void Decisions(Utf8JsonWriter writer, string identity, DecisionAnswer answer)
    {
        writer.WriteString("identity", identity);
        Where(writer, answer);
        writer.WriteStartObject("decisions");
        foreach (var decision in answer.Decisions)
        {
            writer.WritePropertyName(decision.Placement);
            writer.WriteRawValue(decision.Record);
        }

        writer.WriteEndObject();
    }

    private static void Where(Utf8JsonWriter writer, DecisionAnswer answer)
    {
        if (answer.Partition < 0)
            return;
        writer.WriteNumber("partition", answer.Partition);
        writer.WriteNumber("partitions", answer.Partitions);
    }

    private static async Task Write(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        await context.Response.Body.WriteAsync(body.ToArray());
    }
}
