using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace StreamScoring.Cli.Commands;

/// <summary>A verb with more to say in its own help than in the list of verbs.</summary>
/// <param name="name">The verb.</param>
/// <param name="description">What it does, in one line.</param>
/// <param name="details">How it behaves, and examples; stands at the end of its help.</param>
internal sealed class Verb(string name, string description, string details) : Command(name, description)
{
    public string Details { get; } = details;
}

/// <summary>The help of the library, then the verb's details.</summary>
internal sealed class VerbHelp(HelpAction standard) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = standard.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb verb)
            parseResult.InvocationConfiguration.Output.WriteLine(verb.Details);
        return code;
    }
}
