using System.Text;

namespace StreamScoring.Decisioning.Experiments;

/// <summary>Experiments that exclude one another: each has a part of the people, and nobody is in two.</summary>
public sealed class Layer
{
    private readonly byte[] _salt;
    private readonly int[] _weights;

    /// <summary>A layer whose experiments, in their order, have parts by weight. What of the weights is left to nobody is a weight of its own, after them.</summary>
    public Layer(string salt, IReadOnlyList<int> weights, int nobody = 0)
    {
        foreach (var weight in weights.Append(nobody))
            ArgumentOutOfRangeException.ThrowIfNegative(weight, nameof(weights));
        _salt = Encoding.UTF8.GetBytes(salt);
        _weights = [.. weights, nobody];
    }

    /// <summary>The experiments.</summary>
    public int Experiments => _weights.Length - 1;

    /// <summary>The experiment of an identity (UTF-8, <c>namespace:id</c>) by its position; -1 when it is in none.</summary>
    public int ExperimentOf(ReadOnlySpan<byte> identity)
    {
        var picked = Bucketing.Pick(Bucketing.Of(_salt, identity), _weights);
        return picked == Experiments ? -1 : picked;
    }
}
