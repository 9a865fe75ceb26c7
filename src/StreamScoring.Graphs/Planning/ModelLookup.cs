namespace StreamScoring.Graphs.Planning;

/// <summary>What looking for a model gave: the model, or why there is none.</summary>
/// <param name="Model">The model; null when there is none.</param>
/// <param name="Error">Why there is none, and what to do; empty when there is one.</param>
public sealed record ModelLookup(IModel? Model, string Error)
{
    /// <summary>The model was found.</summary>
    public static ModelLookup Found(IModel model) => new(model, "");

    /// <summary>There is no such model, or it was refused.</summary>
    public static ModelLookup Refused(string why) => new(null, why);
}
