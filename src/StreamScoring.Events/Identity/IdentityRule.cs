using System.Text;

namespace StreamScoring.Events.Identity;

/// <summary>
/// Which identity of an event's <c>identityMap</c> it is keyed by. A primary identity goes before all others; among equals the namespace that stands
/// earlier in the configured order; namespaces outside the order come after it, by the ordinal order of their UTF-8 names; inside a namespace, the first.
/// An identity whose id is null or empty never counts, primary or not. Namespaces are compared exactly, letter case included. Immutable.
/// </summary>
public sealed class IdentityRule
{
    private readonly byte[][] _order;

    /// <summary>A rule with namespaces in falling preference. Throws <see cref="ArgumentException"/> when one is empty or named twice.</summary>
    public IdentityRule(IReadOnlyList<string> namespaceOrder)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in namespaceOrder)
        {
            if (name.Length == 0)
                throw new ArgumentException("an identity namespace in the order is empty", nameof(namespaceOrder));
            if (!seen.Add(name))
                throw new ArgumentException($"identity namespace '{name}' stands twice in the order", nameof(namespaceOrder));
        }

        NamespaceOrder = [.. namespaceOrder];
        _order = [.. NamespaceOrder.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The device first, as Adobe's edge keys events, then what else names a device, then what names a person.</summary>
    public static IdentityRule Default { get; } =
        new(["ECID", "AAID", "AVID", "TNTID", "IDFA", "GAID", "WAID", "CORE", "Email", "Email_LC_SHA256", "Phone", "Phone_SHA256"]);

    /// <summary>The namespaces in falling preference.</summary>
    public IReadOnlyList<string> NamespaceOrder { get; }

    /// <summary>The place of a namespace in the order; <see cref="int.MaxValue"/> outside it.</summary>
    internal int RankOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _order.Length; i++)
        {
            if (name.SequenceEqual(_order[i]))
                return i;
        }

        return int.MaxValue;
    }
}
