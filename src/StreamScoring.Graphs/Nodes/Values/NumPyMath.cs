namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>Division, remainder and powers as NumPy defines them: the quotient is floored and the remainder has the sign of the divisor.</summary>
internal static class NumPyMath
{
    /// <summary><c>a // b</c> of integers; by 0 gives 0, and the smallest integer by -1 wraps.</summary>
    public static long FloorDivide(long a, long b)
    {
        if (b == 0)
            return 0;
        if (b == -1)
            return unchecked(-a);
        var quotient = a / b;
        return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
    }

    /// <summary><c>a % b</c> of integers; by 0 gives 0.</summary>
    public static long Modulo(long a, long b)
    {
        if (b is 0 or -1)
            return 0;
        var rest = a % b;
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
    }

    /// <summary><c>a ** b</c> of integers with b at least 0, wrapping.</summary>
    public static long Power(long a, long b)
    {
        var result = 1L;
        for (; b > 0; b >>= 1)
        {
            if ((b & 1) != 0)
                result = unchecked(result * a);
            a = unchecked(a * a);
        }

        return result;
    }

    /// <summary><c>a // b</c> of floats.</summary>
    public static double FloorDivide(double a, double b)
    {
        if (b == 0)
            return a / b;
        var rest = a % b;
        var quotient = (a - rest) / b;
        if (rest != 0 && (b < 0) != (rest < 0))
            quotient -= 1;
        if (quotient == 0)
            return Math.CopySign(0, a / b);
        var floor = Math.Floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    /// <summary><c>a % b</c> of floats; by 0 gives NaN.</summary>
    public static double Modulo(double a, double b)
    {
        var rest = a % b;
        if (rest == 0)
            return Math.CopySign(0, b);
        return (b < 0) != (rest < 0) ? rest + b : rest;
    }
}
