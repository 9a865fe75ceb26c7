namespace StreamScoring.Expressions.Planning.Functions;

/// <summary>One function of the language.</summary>
/// <param name="Name">Its name, case-sensitive.</param>
/// <param name="IsMethod">Whether it stands after a dot.</param>
/// <param name="MinArguments">The fewest arguments, besides what stands before the dot.</param>
/// <param name="MaxArguments">The most.</param>
/// <param name="Form">How it is written, for messages.</param>
/// <param name="Bind">Checks one call and gives its node. Errors are recorded in the call.</param>
internal sealed record Function(string Name, bool IsMethod, int MinArguments, int MaxArguments, string Form, Func<FunctionCall, Bound> Bind)
{
    public static Function Method(string name, int min, int max, string form, Func<FunctionCall, Bound> bind) =>
        new(name, true, min, max, form, bind);

    public static Function Call(string name, int min, int max, string form, Func<FunctionCall, Bound> bind) =>
        new(name, false, min, max, form, bind);
}
