namespace StreamScoring.State;

/// <summary>
/// What one section of a key's state holds. State is found by <see cref="Hash"/>, so two graphs (or two revisions of one) that define the same thing share it.
/// </summary>
/// <param name="Kind">The operation that owns the section, e.g. <c>window</c>; it fixes the binary format.</param>
/// <param name="Hash"><c>sha256:</c> and the lower-case hash of the canonical definition: kind, parameters, and what feeds it (by XDM path and operation, never by local name).</param>
public sealed record StateDefinition(string Kind, string Hash);
