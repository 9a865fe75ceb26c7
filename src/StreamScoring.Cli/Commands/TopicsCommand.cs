using System.CommandLine;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring topics</c>: what lies in a log, read from outside any group.</summary>
internal static class TopicsCommand
{
    public static Command Create()
    {
        var command = new Verb(
            "topics",
            "Look into the log's topics; also while it is written",
            """
            Examples:
              streamscoring topics list
              streamscoring topics read scores --last 1
            """
        )
        {
            TopicsListCommand.Create(),
            TopicsReadCommand.Create(),
        };
        foreach (var verb in ClusterTopicsCommands.Create())
            command.Add(verb);
        return command;
    }
}
