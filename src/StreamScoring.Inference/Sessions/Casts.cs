using System.Numerics;

namespace StreamScoring.Inference.Sessions;

/// <summary>A conversion between a column's element and a tensor's, resolved to straight code when a run is opened.</summary>
internal interface ICast<TFrom, TTo>
{
    /// <summary>What a null becomes. Meaningless where nulls are refused.</summary>
    static abstract TTo Null { get; }

    /// <summary>Whether a null has no counterpart in the tensor.</summary>
    static abstract bool RefusesNull { get; }

    /// <summary>Whether every value can be converted, so that <see cref="Fits"/> need not be asked.</summary>
    static abstract bool IsTotal { get; }

    /// <summary>Whether the value has an exact counterpart (integers) or a nearest one (floats).</summary>
    static abstract bool Fits(TFrom value);

    static abstract TTo Cast(TFrom value);
}

/// <summary>Numbers to floats: the nearest value, as numpy's astype gives; null is NaN.</summary>
internal readonly struct ToFloat<TFrom, TTo> : ICast<TFrom, TTo>
    where TFrom : unmanaged, INumber<TFrom>
    where TTo : unmanaged, IFloatingPointIeee754<TTo>
{
    public static TTo Null => TTo.NaN;

    public static bool RefusesNull => false;

    public static bool IsTotal => true;

    public static bool Fits(TFrom value) => true;

    public static TTo Cast(TFrom value) => TTo.CreateTruncating(value);
}

/// <summary>Numbers to integers: whole numbers within range only.</summary>
internal readonly struct ToInteger<TFrom, TTo> : ICast<TFrom, TTo>
    where TFrom : unmanaged, INumber<TFrom>
    where TTo : unmanaged, IBinaryInteger<TTo>, IMinMaxValue<TTo>
{
    private static readonly double s_low = double.CreateTruncating(TTo.MinValue);
    private static readonly double s_high = Math.ScaleB(
        1,
        TTo.MinValue == TTo.Zero ? TTo.Zero.GetByteCount() * 8 : TTo.Zero.GetByteCount() * 8 - 1
    );

    public static TTo Null => default;

    public static bool RefusesNull => true;

    /// <summary>64-bit integers carry both int64 and, as the same bits, uint64.</summary>
    public static bool IsTotal => typeof(TFrom) == typeof(long) && (typeof(TTo) == typeof(long) || typeof(TTo) == typeof(ulong));

    public static bool Fits(TFrom value)
    {
        if (IsTotal)
            return true;
        if (TFrom.IsInteger(value) && typeof(TFrom) == typeof(long))
            return TFrom.CreateTruncating(TTo.CreateTruncating(value)) == value;
        return TFrom.IsInteger(value) && double.CreateTruncating(value) is var d && d >= s_low && d < s_high;
    }

    public static TTo Cast(TFrom value) => TTo.CreateTruncating(value);
}

/// <summary>Booleans to numbers: 0 and 1; null is NaN in floats.</summary>
internal readonly struct FromBoolean<TTo> : ICast<bool, TTo>
    where TTo : unmanaged, INumberBase<TTo>
{
    public static TTo Null => TTo.CreateTruncating(double.NaN);

    public static bool RefusesNull => !TTo.IsNaN(Null);

    public static bool IsTotal => true;

    public static bool Fits(bool value) => true;

    public static TTo Cast(bool value) => value ? TTo.One : TTo.Zero;
}

/// <summary>Booleans as they are.</summary>
internal readonly struct SameBoolean : ICast<bool, bool>
{
    public static bool Null => false;

    public static bool RefusesNull => true;

    public static bool IsTotal => true;

    public static bool Fits(bool value) => true;

    public static bool Cast(bool value) => value;
}

/// <summary>Numbers to bfloat16 (the upper half of a float32, rounded to nearest even), which .NET 10 has no type for; null is NaN.</summary>
internal readonly struct ToBFloat16<TFrom> : ICast<TFrom, ushort>
    where TFrom : unmanaged, INumber<TFrom>
{
    public static ushort Null => 0x7FC0;

    public static bool RefusesNull => false;

    public static bool IsTotal => true;

    public static bool Fits(TFrom value) => true;

    public static ushort Cast(TFrom value)
    {
        var single = float.CreateTruncating(value);
        var bits = BitConverter.SingleToUInt32Bits(single);
        if (float.IsNaN(single))
            return (ushort)((bits >> 16) | 0x40);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}

/// <summary>Booleans to bfloat16.</summary>
internal readonly struct BooleanToBFloat16 : ICast<bool, ushort>
{
    public static ushort Null => 0x7FC0;

    public static bool RefusesNull => false;

    public static bool IsTotal => true;

    public static bool Fits(bool value) => true;

    public static ushort Cast(bool value) => value ? (ushort)0x3F80 : (ushort)0;
}

/// <summary>bfloat16 to float32, exact.</summary>
internal readonly struct FromBFloat16<TTo> : ICast<ushort, TTo>
    where TTo : unmanaged, IFloatingPointIeee754<TTo>
{
    public static TTo Null => TTo.NaN;

    public static bool RefusesNull => false;

    public static bool IsTotal => true;

    public static bool Fits(ushort value) => true;

    public static TTo Cast(ushort value) => TTo.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)value << 16));
}
