using StreamScoring.Expressions.Syntax;
using static StreamScoring.Tests.Expressions.Naive.SyntaxPieces;

namespace StreamScoring.Tests.Expressions.Naive;

/// <summary>What an object of the generated world is.</summary>
internal enum Kind
{
    Profile,
    Event,
    Order,
    Item,
}

/// <summary>Random expressions that are well typed over <see cref="WorldGenerator"/>'s world. What is in scope is known, so that fields mostly exist.</summary>
internal sealed class ExpressionGenerator(Random random)
{
    private readonly List<(string Name, Kind Kind)> _variables = [];
    private readonly List<Kind> _items = [Kind.Profile];
    private readonly List<(string Name, bool IsNumber)> _scalars = [];
    private readonly List<(string Name, Kind Kind)> _lists = [];
    private readonly List<string> _steps = [];
    private int _names;

    public SyntaxNode Next() =>
        random.Next(10) switch
        {
            < 6 => Condition(5),
            6 or 7 => Number(5),
            8 => Text(4),
            _ => random.Next(3) switch
            {
                0 => Objects(Kind.Order, 3),
                1 => Grouped(3),
                _ => Texts(3),
            },
        };

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    private bool Chance(int percent) => random.Next(100) < percent;

    // A path of fields below an object of a kind, through a variable, the nearest item, or an outer one.
    private SyntaxNode In(Kind kind, params ReadOnlySpan<string> names)
    {
        var named = _variables.FindAll(v => v.Kind == kind);
        if (named.Count > 0 && (_items[^1] != kind || Chance(50)))
            return Path(new NameSyntax(named[random.Next(named.Count)].Name), names);
        if (_items[^1] == kind && kind == Kind.Profile && Chance(10))
            return Path(new ParameterSyntax(1), names);
        if (_items[^1] == kind)
            return Path(new NameSyntax(names[0]), names[1..]);
        var levels = _items.Count - 1 - _items.LastIndexOf(kind);
        return Path(new UpSyntax(levels), names);
    }

    private bool Has(Kind kind) => _items.Contains(kind) || _variables.Exists(v => v.Kind == kind);

    private SyntaxNode Condition(int depth)
    {
        if (depth <= 0)
            return Leaf();
        switch (random.Next(40))
        {
            case 0 or 1:
                return new LogicalSyntax(
                    Chance(60),
                    [Condition(depth - 1), Condition(depth - 1), .. Chance(30) ? new[] { Condition(depth - 2) } : []]
                );
            case 2:
                return new UnarySyntax(UnaryOperator.Not, Condition(depth - 1));
            case 3 or 4 or 5:
                return new BinarySyntax(Comparison(), Number(depth - 1), Number(depth - 1));
            case 6 or 7:
                return new BinarySyntax(Pick(BinaryOperator.Equal, BinaryOperator.NotEqual), Text(depth - 1), Text(depth - 1));
            case 8 or 37:
                return new BinarySyntax(Pick(BinaryOperator.In, BinaryOperator.NotIn), Text(depth - 1), Texts(depth - 1));
            case 9:
                return new BinarySyntax(
                    BinaryOperator.Like,
                    Text(depth - 1),
                    Literal(Pick("%e%", "_e%", "%", "s_", "joe%edu", "%ü%", "Z_rich", "%d"))
                );
            case 10 or 11 or 26 or 27 or 28:
                var function = Pick(
                    "equals",
                    "notEqualTo",
                    "startsWith",
                    "doesNotStartWith",
                    "endsWith",
                    "doesNotEndWith",
                    "contains",
                    "doesNotContain"
                );
                return Chance(50)
                    ? Method(Text(depth - 1), function, Part())
                    : Method(Text(depth - 1), function, Chance(80) ? Part() : Text(depth - 1), Literal(Chance(30)));
            case 12:
                return Method(
                    Text(depth - 1),
                    "matches",
                    Literal(Pick("^[a-z]+$", "(?i)^BLUE", "e{1,2}", "^s\\d$", "lean|home", "@(\\w+)"))
                );
            case 13 or 14 or 29 or 30 or 31 or 32:
                return new OccursSyntax(Time(), Range());
            case 15 or 35:
                return Method(Chance(50) ? Text(depth - 1) : Number(depth - 1), Pick("isNull", "isNotNull"));
            case 16 or 33 or 39:
                return Method(Texts(depth - 1), Pick("intersects", "subsetOf", "supersetOf"), Texts(depth - 1));
            case 17:
                return Method(Texts(depth - 1), "includes", Text(depth - 1));
            case 18 or 38:
                return PerItem(depth, Pick("exists", "forall"));
            case 19:
                return Chance(50)
                    ? new SelectSyntax(Bindings(depth, out var done)) is var s && done()
                        ? s
                        : s
                    : Objects(AnyList(), depth - 1);
            case 20 or 36:
                return new QuantifierSyntax(Chance(50), Bindings(depth, out var end)) is var q && end() ? q : q;
            case 21:
                return Call("inSegment", Chance(80) ? Literal(Pick("a", "b", "c")) : Text(depth - 1));
            case 22 or 34:
                return Chain(depth);
            case 23:
                return Let(depth, Condition);
            case 24:
                return Call("if", Condition(depth - 1), Condition(depth - 2), Condition(depth - 2));
            default:
                return Leaf();
        }
    }

    private SyntaxNode Leaf() =>
        random.Next(6) switch
        {
            0 => Has(Kind.Profile) ? In(Kind.Profile, "isHome") : Literal(true),
            1 => Literal(Chance(50)),
            2 => new BinarySyntax(BinaryOperator.Equal, Number(0), Literal((long)random.Next(0, 60))),
            3 => new BinarySyntax(Comparison(), Number(0), Literal((long)random.Next(0, 60))),
            _ => new BinarySyntax(BinaryOperator.Equal, Text(0), Part()),
        };

    // The six comparisons stand first.
    private BinaryOperator Comparison() => (BinaryOperator)random.Next(6);

    private LiteralSyntax Part() => Literal(Chance(70) ? Pick(WorldGenerator.Words) : Pick("e", "LU", "edu", "blue", "ÜR", "home", "s"));

    private SyntaxNode Number(int depth)
    {
        if (_scalars.Exists(s => s.IsNumber) && Chance(30))
            return new NameSyntax(_scalars.FindLast(s => s.IsNumber).Name);
        if (depth <= 0)
            return NumberField();
        switch (random.Next(34))
        {
            case 0:
                return Literal((long)random.Next(-5, 60));
            case 1:
                return Literal(random.Next(0, 100) / 8.0);
            case 2 or 3 or 24 or 26 or 27:
                return new BinarySyntax(
                    Pick(
                        BinaryOperator.Add,
                        BinaryOperator.Subtract,
                        BinaryOperator.Multiply,
                        BinaryOperator.Divide,
                        BinaryOperator.Remainder
                    ),
                    Number(depth - 1),
                    Number(depth - 1)
                );
            case 4:
                return new UnarySyntax(UnaryOperator.Negate, NumberField());
            case 5:
                return Method(Chance(50) ? Objects(AnyList(), depth - 1) : Texts(depth - 1), "count");
            case 6 or 29:
                return PerItem(depth, Pick("sum", "average", "min", "max"));
            case 7 or 32 or 33:
                return Method(Numbers(depth - 1), Pick("sum", "average", "min", "max"));
            case 8:
                return Call("if", Condition(depth - 1), Number(depth - 1), Number(depth - 1));
            case 9 or 25 or 28:
                return Method(Time(), Pick("getYear", "getMonth", "getDayOfMonth"));
            case 10 or 14 or 15 or 16 or 17 or 18:
                return Score();
            case 11:
                return Let(depth, Number);
            case 19 or 20 or 21:
                return Call(Pick("currentYear", "currentMonth", "currentDayOfMonth"));
            case 12 or 22 or 23 or 30 or 31:
                var kind = Pick(AggregateKind.Count, AggregateKind.Sum, AggregateKind.Average, AggregateKind.Min, AggregateKind.Max);
                var bindings = Bindings(depth, out var done);
                var value = Number(depth - 1);
                done();
                return new AggregateSyntax(kind, value, bindings);
            default:
                return Path(Call("lookup", Literal("product"), Text(0)), "price");
        }
    }

    private SyntaxNode Score()
    {
        var score = Call(
            "score",
            Chance(70) ? [Literal(Pick(WorldGenerator.Services))] : [Literal(Pick(WorldGenerator.Services)), Literal("p")]
        );
        return Chance(30)
            ? score
            : Method(score, Pick("max", "min", "mean", "last"), new DurationSyntax(Pick(5L, 30L, 60L), TimeUnit.Minute));
    }

    private SyntaxNode NumberField()
    {
        if (Has(Kind.Item) && Chance(60))
            return In(Kind.Item, "quantity");
        if (Has(Kind.Order) && Chance(60))
            return In(Kind.Order, Pick("price", "id"));
        if (Has(Kind.Event) && Chance(60))
            return In(Kind.Event, "commerce", "order", "priceTotal");
        return Chance(25)
            ? Path(new NameSyntax("offer"), "rank", "priority")
            : In(Kind.Profile, "person", Pick("age", "birthMonth", "height"));
    }

    private SyntaxNode Text(int depth)
    {
        if (_scalars.Exists(s => !s.IsNumber) && Chance(30))
            return new NameSyntax(_scalars.FindLast(s => !s.IsNumber).Name);
        if (depth > 0)
        {
            switch (random.Next(9))
            {
                case 0:
                    return Part();
                case 1:
                    return Call("fold", Text(depth - 1));
                case 2:
                    return Method(
                        Text(depth - 1),
                        "regexGroup",
                        Literal(Pick("@(\\w+)", "^(.)(.)?", "(e)")),
                        Literal((long)random.Next(0, 2))
                    );
                case 3:
                    return Method(Texts(depth - 1), "head");
                case 4:
                    return Call("if", Condition(depth - 1), Text(depth - 1), Text(depth - 1));
                case 5:
                    return Method(Path(new NameSyntax("offer"), "characteristics"), "get", Chance(70) ? Literal("city") : Text(0));
            }
        }

        if (Has(Kind.Item) && Chance(60))
            return In(Kind.Item, "SKU");
        if (Has(Kind.Order) && Chance(60))
            return In(Kind.Order, "storeId");
        if (Has(Kind.Event) && Chance(70))
            return Chance(60) ? In(Kind.Event, "eventType") : In(Kind.Event, "commerce", "order", "currencyCode");
        return random.Next(4) switch
        {
            0 => Path(new ContextSyntax("ctx"), "weather"),
            1 => In(Kind.Profile, "homeAddress", Pick("countryISO", "city")),
            _ => In(Kind.Profile, "person", Pick("firstName", "gender")),
        };
    }

    private SyntaxNode Texts(int depth) =>
        random.Next(depth > 0 ? 10 : 5) switch
        {
            0 => new ListSyntax([.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => Part())]),
            1 => Path(new ContextSyntax("ctx"), "features"),
            2 => Path(new NameSyntax("offer"), "tags"),
            3 => new FieldSyntax(Objects(Kind.Order, depth - 1), "storeId"),
            4 => In(Kind.Profile, "favoriteColors"),
            5 => Method(Texts(depth - 1), "distinct"),
            6 => Method(Texts(depth - 1), "intersection", Texts(depth - 1)),
            7 => Method(Grouped(depth - 1), "keys"),
            8 => Path(new NameSyntax("xEvent"), "productListItems", "SKU"),
            _ => MapTexts(depth),
        };

    private SyntaxNode MapTexts(int depth)
    {
        var list = Objects(Kind.Order, depth - 1);
        return Method(list, "map", Lambda(Kind.Order, () => Text(depth - 1)));
    }

    private SyntaxNode Numbers(int depth) =>
        random.Next(7) switch
        {
            0 => Path(Objects(Kind.Order, depth - 1), "price"),
            1 => Path(new NameSyntax("xEvent"), "productListItems", "quantity"),
            2 or 4 or 5 => Method(Grouped(depth), "values"),
            3 => Method(Path(new NameSyntax("offer"), "rank"), "values"),
            _ => new ListSyntax([.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => Literal((long)random.Next(0, 9)))]),
        };

    private SyntaxNode Grouped(int depth)
    {
        var (key, group) = (Fresh("K"), Fresh("G"));
        var grouped = Method(Objects(Kind.Order, depth - 1), "groupBy", Chance(70) ? new NameSyntax("storeId") : new NameSyntax("price"));
        SyntaxNode value = Chance(50)
            ? Method(new NameSyntax(group), "count")
            : Method(new NameSyntax(group), Pick("sum", "max"), new NameSyntax("price"));
        return Method(grouped, "map", new LambdaSyntax([key, group], Call("mapEntry", new NameSyntax(key), value)));
    }

    private Kind AnyList() => Pick(Kind.Order, Kind.Event, Kind.Item);

    private SyntaxNode Objects(Kind kind, int depth)
    {
        SyntaxNode list = kind switch
        {
            Kind.Order => In(Kind.Profile, "orders"),
            Kind.Event => new NameSyntax("xEvent"),
            _ => Has(Kind.Event) ? In(Kind.Event, "productListItems") : new FieldSyntax(new NameSyntax("xEvent"), "productListItems"),
        };
        if (_lists.Exists(l => l.Kind == kind) && Chance(50))
            list = new NameSyntax(_lists.FindLast(l => l.Kind == kind).Name);
        if (depth <= 0)
            return list;
        switch (random.Next(5))
        {
            case 0:
                return new FilterSyntax(list, Within(kind, () => Condition(depth - 1)));
            case 1:
                return Method(
                    list,
                    "filter",
                    Chance(50) ? Within(kind, () => Condition(depth - 1)) : Lambda(kind, () => Condition(depth - 1))
                );
            case 2:
                return Method(list, Pick("topN", "bottomN"), Within(kind, () => Number(depth - 1)), Literal((long)random.Next(0, 4)));
            case 3:
                var name = Fresh("V");
                return new SelectSyntax([new(name, list, With(name, kind, () => Condition(depth - 1)))]);
            default:
                return list;
        }
    }

    private SyntaxNode PerItem(int depth, string function)
    {
        var kind = AnyList();
        var list = Objects(kind, depth - 1);
        SyntaxNode Body() => function is "exists" or "forall" ? Condition(depth - 1) : Number(depth - 1);
        return Method(list, function, Chance(70) ? Within(kind, Body) : Lambda(kind, Body));
    }

    private SyntaxNode Let(int depth, Func<int, SyntaxNode> body)
    {
        var name = Fresh("L");
        if (Chance(30))
        {
            var kind = AnyList();
            var list = Objects(kind, depth - 2);
            _lists.Add((name, kind));
            var over = body(depth - 1);
            _lists.RemoveAt(_lists.Count - 1);
            return new LetSyntax(name, list, over);
        }

        var isNumber = Chance(50);
        var value = isNumber ? Number(depth - 1) : Text(depth - 1);
        _scalars.Add((name, isNumber));
        var inner = body(depth - 1);
        _scalars.RemoveAt(_scalars.Count - 1);
        return new LetSyntax(name, value, inner);
    }

    // Binds one or two variables, which stay in scope until 'done' is called.
    private SyntaxList<BindingSyntax> Bindings(int depth, out Func<bool> done)
    {
        var count = Chance(30) ? 2 : 1;
        var bindings = new List<BindingSyntax>();
        for (var i = 0; i < count; i++)
        {
            var kind = AnyList();
            var source = Objects(kind, depth - 2);
            var name = Fresh("V");
            _variables.Add((name, kind));
            bindings.Add(new(name, source, Chance(80) ? Condition(depth - 2) : null));
        }

        done = () =>
        {
            _variables.RemoveRange(_variables.Count - count, count);
            return true;
        };
        return [.. bindings];
    }

    private T Within<T>(Kind kind, Func<T> body)
    {
        _items.Add(kind);
        var node = body();
        _items.RemoveAt(_items.Count - 1);
        return node;
    }

    private SyntaxNode With(string name, Kind kind, Func<SyntaxNode> body)
    {
        _variables.Add((name, kind));
        var node = body();
        _variables.RemoveAt(_variables.Count - 1);
        return node;
    }

    private LambdaSyntax Lambda(Kind kind, Func<SyntaxNode> body)
    {
        var name = Fresh("F");
        return new([name], With(name, kind, body));
    }

    private SyntaxNode Time() =>
        Has(Kind.Event) && Chance(70) ? In(Kind.Event, "timestamp")
        : Chance(20) ? new FieldSyntax(new NameSyntax("xEvent"), "timestamp")
        : In(Kind.Profile, "joined");

    private SyntaxNode Anchor() =>
        random.Next(10) switch
        {
            0 => Call(
                "date",
                Literal(2026L),
                Literal((long)random.Next(1, 4)),
                Literal((long)(Chance(50) ? random.Next(1, 29) : random.Next(27, 29)))
            ),
            1 or 5 or 6 => new MomentSyntax(
                Pick(RelativeMoment.This, RelativeMoment.Last, RelativeMoment.Next),
                Pick(TimeUnit.Minute, TimeUnit.Hour, TimeUnit.Day, TimeUnit.Week, TimeUnit.Month, TimeUnit.Year, TimeUnit.Decade)
            ),
            2 or 3 or 7 => new MomentSyntax(Pick(RelativeMoment.Today, RelativeMoment.Yesterday, RelativeMoment.Tomorrow), null),
            4 => _steps.Count > 0 ? new NameSyntax(Pick(_steps.ToArray())) : In(Kind.Profile, "joined"),
            _ => new MomentSyntax(RelativeMoment.Now, null),
        };

    private TimeRangeSyntax Range() =>
        random.Next(7) switch
        {
            0 => new OnRangeSyntax(Anchor()),
            1 => new BetweenRangeSyntax(Anchor(), Anchor()),
            2 => new SideRangeSyntax(Pick(TimeDirection.Before, TimeDirection.After), Anchor()),
            _ => new OffsetRangeSyntax(
                Comparison(),
                new(random.Next(0, 40), Pick(TimeUnit.Minute, TimeUnit.Hour, TimeUnit.Day, TimeUnit.Week, TimeUnit.Month, TimeUnit.Year)),
                Chance(70) ? TimeDirection.Before : TimeDirection.After,
                Anchor()
            ),
        };

    private SyntaxNode Chain(int depth)
    {
        var steps = new List<ChainStepSyntax>();
        var (outer, count) = (_steps.Count, random.Next(1, 4));
        for (var i = 0; i < count; i++)
        {
            var name = Fresh("S");
            if (i > 0 && steps[^1] is WhatSyntax && Chance(50))
            {
                steps.Add(
                    new AbsentSyntax(
                        Chance(50) ? "" : name,
                        Within(Kind.Event, () => Step(depth)),
                        new(random.Next(1, 90), TimeUnit.Minute)
                    )
                );
                continue;
            }

            var condition = Within(Kind.Event, () => Chance(30) ? Literal(true) : Step(depth));
            var when = Chance(40) ? Within(Kind.Event, Range) : null;
            steps.Add(
                new WhatSyntax(
                    Chance(20) ? "" : name,
                    condition,
                    when,
                    Chance(20) ? random.Next(1, 3) : null,
                    Chance(10) ? Within(Kind.Event, () => Step(depth)) : null
                )
            );
            if (steps[^1].Name.Length > 0)
                _steps.Add(name);
        }

        _steps.RemoveRange(outer, _steps.Count - outer);
        return new ChainSyntax(new NameSyntax("xEvent"), new NameSyntax("timestamp"), [.. steps]);
    }

    private SyntaxNode Step(int depth) =>
        Chance(70)
            ? new BinarySyntax(BinaryOperator.Equal, In(Kind.Event, "eventType"), Literal(Pick(WorldGenerator.EventTypes)))
            : Condition(depth - 2);

    private string Fresh(string prefix) => prefix + _names++;
}
