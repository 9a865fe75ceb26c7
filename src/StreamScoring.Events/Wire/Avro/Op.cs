using System.Runtime.InteropServices;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>What one step of a decoding program does. Skipping is as strict as reading: which events are good must not depend on what graphs read.</summary>
internal enum OpCode : byte
{
    /// <summary>Nothing: an optional record begins.</summary>
    Enter,

    /// <summary>The body of an array, a map or a routine ends.</summary>
    Return,

    /// <summary>Goes on at A.</summary>
    Jump,

    SkipBoolean,
    SkipInt,
    SkipLong,

    /// <summary>A bytes.</summary>
    SkipFixed,
    SkipBytes,
    SkipText,

    /// <summary>An enum of A symbols.</summary>
    SkipEnum,

    /// <summary>A branch number, then goes on at the A-th jump plus it; B branches.</summary>
    Union,

    /// <summary>Items whose body follows; fills B lists from the A-th on.</summary>
    Array,

    /// <summary>Items that take no bytes and that nobody reads.</summary>
    SkipEmptyItems,

    /// <summary>Entries, by the A-th map plan.</summary>
    Map,

    /// <summary>The routine at A, then the next step.</summary>
    Call,

    /// <summary>Keeps the position as mark A.</summary>
    Mark,

    /// <summary>Goes back to mark A: several columns read the same bytes.</summary>
    Rewind,

    /// <summary>A value of kind B into target A.</summary>
    Read,

    /// <summary>Items of the A-th vector plan.</summary>
    Vector,

    /// <summary>A value that target A cannot hold.</summary>
    Mismatch,

    /// <summary>An identity begins.</summary>
    BeginIdentity,

    /// <summary>The text id of an identity.</summary>
    IdentityId,

    /// <summary>Whether an identity is primary.</summary>
    IdentityPrimary,

    /// <summary>An identity ends.</summary>
    EndIdentity,
}

/// <summary>One step of a decoding program.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Op
{
    public const byte Always = 0xFF;

    public OpCode Code;

    /// <summary>The wire byte of the union branch that means null, and then the step is jumped over; <see cref="Always"/> when the value is not optional.</summary>
    public byte Null;

    /// <summary>How deep the step lies in its body.</summary>
    public byte Depth;

    /// <summary>The step after this one and its body.</summary>
    public int Next;

    public int A;
    public int B;

    /// <summary>The XDM path for messages.</summary>
    public int Path;
}
