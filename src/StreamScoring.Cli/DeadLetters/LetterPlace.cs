using System.Globalization;

namespace StreamScoring.Cli.DeadLetters;

/// <summary>Where a dead letter lies in its topic.</summary>
internal sealed record LetterPlace(int Partition, long Offset)
{
    /// <summary>Reads <c>PARTITION/OFFSET</c>; null when it is something else.</summary>
    public static LetterPlace? Parse(string text) =>
        text.Split('/') is [var p, var o]
        && int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
        && long.TryParse(o, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? new LetterPlace(partition, offset)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}/{Offset}");
}
