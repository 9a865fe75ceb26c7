namespace StreamScoring.Inference;

/// <summary>Why a model is not served, as it stands in records and messages. New reasons go last.</summary>
public enum RefusalReason : byte
{
    /// <summary>The file cannot be read.</summary>
    Unreadable,

    /// <summary>The bytes are not an ONNX model: truncated, garbage, or without a graph.</summary>
    Malformed,

    /// <summary>A limit of <see cref="ModelLimits"/> is exceeded, or more is claimed than the file can hold.</summary>
    TooLarge,

    /// <summary>An IR version, operator set or domain that this release does not know.</summary>
    Unknown,

    /// <summary>It wants data from outside the file.</summary>
    ExternalData,

    /// <summary>An input or output of a kind that columns cannot carry.</summary>
    Unsupported,

    /// <summary>ONNX Runtime does not load it.</summary>
    NotLoadable,

    /// <summary>It fails on every row that the trial made.</summary>
    AlwaysFails,

    /// <summary>The trial went over its processor time or its deadline.</summary>
    TooSlow,

    /// <summary>The trial went over its memory.</summary>
    TooMuchMemory,

    /// <summary>The trial's process died.</summary>
    Crashed,

    /// <summary>The trial could not be held: this says nothing about the model and is not recorded.</summary>
    NotTried,
}

/// <summary>A model that is not served. Expected, so a value and not an exception.</summary>
/// <param name="Reason">What kind of refusal it is.</param>
/// <param name="Message">Names the file, the node or tensor where it applies, what was wrong, and what to do.</param>
public sealed record ModelRefusal(RefusalReason Reason, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
