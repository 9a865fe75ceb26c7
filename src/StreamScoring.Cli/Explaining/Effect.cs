using System.Globalization;

namespace StreamScoring.Cli.Explaining;

/// <summary>What one input did to a score.</summary>
/// <param name="Name">The column.</param>
/// <param name="Value">What it was; null for a vector, NaN where it was missing.</param>
/// <param name="Change">How much it moved the score, in the score's own unit.</param>
internal sealed record Effect(string Name, double? Value, double Change)
{
    /// <summary><c>adds_1h 3 +.41</c></summary>
    public string Short => Text("+.00;-.00");

    /// <summary><c>adds_1h 3 +0.41</c></summary>
    public override string ToString() => Text("+0.00;-0.00");

    private string Text(string format)
    {
        var value =
            Value is not { } v ? ""
            : double.IsNaN(v) ? " missing"
            : " " + v.ToString("0.##", CultureInfo.InvariantCulture);
        return $"{Name}{value} {Change.ToString(format, CultureInfo.InvariantCulture)}";
    }
}
