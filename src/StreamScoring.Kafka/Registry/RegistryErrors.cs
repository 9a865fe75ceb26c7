using System.Net;
using Confluent.SchemaRegistry;

namespace StreamScoring.Kafka.Registry;

/// <summary>The registry's error codes that mean something other than "ask again later".</summary>
internal static class RegistryErrors
{
    public const int SubjectNotFound = 40401;
    public const int VersionNotFound = 40402;
    public const int SchemaNotFound = 40403;

    /// <summary>
    /// Whether the registry itself says so. A bare 404 does not count: it also comes from a wrong base address or a proxy, and whole topics would go to the dead letters.
    /// </summary>
    public static bool Says(Exception e, int code) =>
        e is SchemaRegistryException { Status: HttpStatusCode.NotFound } s && s.ErrorCode == code;

    /// <summary>Whether the registry refused a registration because of the versions it has.</summary>
    public static bool IsIncompatible(Exception e) => e is SchemaRegistryException { Status: HttpStatusCode.Conflict };

    /// <summary>Whether the same request can succeed later without being changed: the registry is away or busy, or answers nonsense for now.</summary>
    public static bool MayPass(Exception e) =>
        e is not SchemaRegistryException { ErrorCode: > 0 } s || (int)s.Status is 408 or 429 or >= 500;
}
