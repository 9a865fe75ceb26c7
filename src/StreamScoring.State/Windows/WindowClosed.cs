namespace StreamScoring.State.Windows;

/// <summary>Which ends of a window [t - length, t] belong to it. By time alone: events of the same timestamp are all in or all out.</summary>
public enum WindowClosed : byte
{
    /// <summary>The older end belongs, the newer does not.</summary>
    Left,

    /// <summary>The newer end belongs, the older does not.</summary>
    Right,

    /// <summary>Both belong.</summary>
    Both,

    /// <summary>Neither belongs.</summary>
    Neither,
}
