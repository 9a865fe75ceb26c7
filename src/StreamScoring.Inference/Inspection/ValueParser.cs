namespace StreamScoring.Inference.Inspection;

/// <summary>Reads ValueInfoProto: the name, type and shape that an input or output declares.</summary>
internal static class ValueParser
{
    public static ParsedValue Parse(ProtoCursor cursor, int fieldStart)
    {
        var value = new ParsedValue("", ValueKind.Undeclared, 0, null, (fieldStart, cursor.End));
        while (cursor.Next())
        {
            value = cursor.Field switch
            {
                1 => value with { Name = cursor.Text() },
                2 => Type(cursor.Enter(), value),
                _ => value,
            };
        }

        return value;
    }

    private static ParsedValue Type(ProtoCursor cursor, ParsedValue value)
    {
        while (cursor.Next())
        {
            switch (cursor.Field)
            {
                case 1:
                    value = Tensor(cursor.Enter(), value);
                    break;
                case 4:
                    value = value with { Kind = HoldsMaps(cursor.Enter()) ? ValueKind.SequenceOfMaps : ValueKind.Other };
                    break;
                case 5 or 7 or 8 or 9:
                    value = value with { Kind = ValueKind.Other };
                    break;
            }
        }

        return value;
    }

    private static ParsedValue Tensor(ProtoCursor cursor, ParsedValue value)
    {
        value = value with { Kind = ValueKind.Tensor };
        while (cursor.Next())
        {
            value = cursor.Field switch
            {
                1 => value with { DataType = cursor.Integer() },
                2 => value with { Dims = Shape(cursor.Enter()) },
                _ => value,
            };
        }

        return value;
    }

    private static List<long> Shape(ProtoCursor cursor)
    {
        var dims = new List<long>();
        while (cursor.Next())
        {
            if (cursor.Field != 1)
                continue;
            var (dim, size) = (cursor.Enter(), -1L);
            while (dim.Next())
            {
                if (dim.Field == 1)
                    size = dim.Integer();
            }

            dims.Add(size < 0 ? -1 : size);
        }

        return dims;
    }

    private static bool HoldsMaps(ProtoCursor sequence)
    {
        var maps = false;
        while (sequence.Next())
        {
            if (sequence.Field != 1)
                continue;
            var element = sequence.Enter();
            while (element.Next())
                maps |= element.Field == 5;
        }

        return maps;
    }
}
