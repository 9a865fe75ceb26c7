namespace StreamScoring.Decisioning.RuleSets;

/// <summary>What kind of content an offer has.</summary>
public enum ContentKind : byte
{
    /// <summary>HTML.</summary>
    Html,

    /// <summary>JSON, of any shape.</summary>
    Json,

    /// <summary>The address of an image.</summary>
    Image,

    /// <summary>Plain text.</summary>
    Text,
}

/// <summary>What an offer shows in a placement.</summary>
/// <param name="Placement">The placement, or <see cref="Anywhere"/>.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Text">The content; of JSON its canonical text.</param>
public sealed record OfferContent(string Placement, ContentKind Kind, string Text)
{
    /// <summary>Stands for all placements that are not named.</summary>
    public const string Anywhere = "any";

    /// <summary>The media type that decisions name; of an image, what its address ends in says.</summary>
    public string Format =>
        Kind switch
        {
            ContentKind.Html => "text/html",
            ContentKind.Json => "application/json",
            ContentKind.Text => "text/plain",
            _ => Path.GetExtension(Text.Split('?', '#')[0]).ToLowerInvariant() switch
            {
                ".png" => "image/png",
                ".jpg" or ".jpeg" => "image/jpeg",
                ".gif" => "image/gif",
                ".webp" => "image/webp",
                ".avif" => "image/avif",
                ".svg" => "image/svg+xml",
                _ => "application/octet-stream",
            },
        };
}
