namespace StreamScoring.Events.Wire.Avro;

/// <summary>How the events of one writer schema become the columns of one projection: compiled once, immutable, run by <see cref="AvroMachine"/>.</summary>
internal sealed class AvroProgram
{
    /// <summary>The steps. The event's own body begins at 0 and ends with <see cref="OpCode.Return"/>.</summary>
    public required Op[] Ops { get; init; }

    /// <summary>Where the branches of unions begin.</summary>
    public required int[] Jumps { get; init; }

    /// <summary>Targets of the lists that arrays fill.</summary>
    public required int[] Lists { get; init; }

    public required MapPlan[] Maps { get; init; }

    public required VectorPlan[] Vectors { get; init; }

    /// <summary>What <see cref="OpCode.Read"/> reads.</summary>
    public required AvroType[] Types { get; init; }

    /// <summary>XDM paths for messages.</summary>
    public required string[] Paths { get; init; }

    public required int Marks { get; init; }

    /// <summary>Wanted keys of all maps together.</summary>
    public required int Keys { get; init; }
}

/// <summary>How to walk a map.</summary>
/// <param name="Keys">The wanted keys in UTF-8, and the body for the value of each.</param>
/// <param name="FirstKey">The number of the first key among those of all maps.</param>
/// <param name="OtherBody">The body for all other values.</param>
/// <param name="IsIdentityMap">Whether the keys are identity namespaces.</param>
internal sealed record MapPlan((byte[] Key, int Body)[] Keys, int FirstKey, int OtherBody, bool IsIdentityMap);

/// <summary>How to read an array into a vector.</summary>
/// <param name="Target">The vector's target.</param>
/// <param name="Item">The type of the items, without null.</param>
/// <param name="Null">As <see cref="Op.Null"/>, for each item.</param>
internal sealed record VectorPlan(int Target, AvroType Item, byte Null);
