namespace StreamScoring.State;

/// <summary>A persisted value that cannot be read: of an unknown version, or broken. Nothing of it was taken over.</summary>
public sealed class StateFormatException : Exception
{
    /// <summary>With what was wrong, where in the value, and what to do.</summary>
    public StateFormatException(string message)
        : base(message) { }
}
