using System.Collections.Immutable;

namespace StreamScoring.Events.Xdm;

/// <summary>
/// A path into an XDM document in Platform wire names, e.g. <c>web.webPageDetails.name</c> or <c>productListItems[*].priceTotal</c>.
/// The other spellings of <see cref="XdmNames"/> are read as well. At most one step goes through an array (<c>[*]</c>, all items). Paths are equal when
/// their text is.
/// </summary>
public sealed class XdmPath : IEquatable<XdmPath>
{
    private XdmPath(string text, ImmutableArray<XdmStep> steps)
    {
        Text = text;
        Steps = steps;
    }

    /// <summary>The canonical text.</summary>
    public string Text { get; }

    /// <summary>The steps from the root.</summary>
    public ImmutableArray<XdmStep> Steps { get; }

    /// <summary>Whether the path goes through an array, so that it has many values.</summary>
    public bool IsMany => Steps.Any(s => s.EachItem);

    /// <summary>Reads a path. Returns false with what is wrong in <paramref name="error"/>.</summary>
    public static bool TryParse(string text, out XdmPath path, out string error)
    {
        path = null!;
        var steps = ImmutableArray.CreateBuilder<XdmStep>();
        for (var start = 0; start <= text.Length; )
        {
            // The host of a URI key holds dots of its own.
            var isUri = text.AsSpan(start).StartsWith(XdmNames.UriPrefix);
            var end = text.IndexOf('.', start + (isUri ? XdmNames.UriPrefix.Length : 0));
            end = end < 0 ? text.Length : end;
            var part = text[start..end];
            start = end + 1;
            var each = part.EndsWith("[*]", StringComparison.Ordinal);
            var name = each ? part[..^3] : part;
            if (name.Length == 0)
            {
                error = $"'{text}' is no path: a step between dots is empty";
                return false;
            }

            if (name.AsSpan().IndexOfAny("[]*") >= 0)
            {
                error = $"'{part}' is no path step: only [*] at its end may follow a name";
                return false;
            }

            var wire = XdmNames.ToWire(name);
            if (wire.StartsWith(XdmNames.UriPrefix, StringComparison.Ordinal))
            {
                error = $"'{part}' is no path step: segments of a URI must not be empty";
                return false;
            }

            var names = wire.Split('.');
            for (var i = 0; i < names.Length; i++)
                steps.Add(new XdmStep(names[i], each && i == names.Length - 1));
        }

        if (steps.Count(s => s.EachItem) > 1)
        {
            error = $"'{text}' goes through more than one array; one [*] is allowed";
            return false;
        }

        error = "";
        path = new XdmPath(string.Join('.', steps.Select(s => s.EachItem ? s.Name + "[*]" : s.Name)), steps.ToImmutable());
        return true;
    }

    /// <summary>Reads a path that is known to be well-formed. Throws <see cref="FormatException"/> otherwise.</summary>
    public static XdmPath Parse(string text) => TryParse(text, out var path, out var error) ? path : throw new FormatException(error);

    /// <inheritdoc/>
    public bool Equals(XdmPath? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as XdmPath);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>One step of a path.</summary>
/// <param name="Name">The property, in Platform wire spelling.</param>
/// <param name="EachItem">Whether the property is an array of which every item is meant.</param>
public readonly record struct XdmStep(string Name, bool EachItem);
