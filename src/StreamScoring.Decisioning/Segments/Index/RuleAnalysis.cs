using System.Text;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Decisioning.Segments.Index;

/// <summary>
/// Takes rules apart into predicates that can be looked up and tests that must be evaluated. Equal operands and equal tests of different rules are one: they are read,
/// or evaluated, once an event.
/// </summary>
internal sealed class RuleAnalysis(RuleSource source)
{
    private const double ExactLimit = 9007199254740992.0;
    private readonly Dictionary<(string Text, Domain Domain), int> _attributeOf = [];
    private readonly Dictionary<string, int> _testOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ExpressionPlan> _operands = new(StringComparer.Ordinal);

    public List<RuleAttribute> Attributes { get; } = [];

    public List<PlannedTest> Tests { get; } = [];

    /// <summary>The parts of a rule: all predicates and all tests must hold.</summary>
    public (List<Predicate> Predicates, List<int> Tests) Analyze(ExpressionPlan rule)
    {
        var (predicates, tests) = (new List<Predicate>(), new List<int>());
        foreach (var part in Conjuncts.Of(rule.Syntax))
        {
            if (Find(part) is { } predicate)
                predicates.Add(predicate);
            else
                tests.Add(TestOf(part));
        }

        return (predicates, tests);
    }

    /// <summary>A test of some symbols that no bucket looks up.</summary>
    public int TestOf(SyntaxNode part)
    {
        var text = SyntaxPrinter.Print(part);
        if (_testOf.TryGetValue(text, out var test))
            return test;
        Tests.Add(Plan(part));
        _testOf.Add(text, Tests.Count - 1);
        return Tests.Count - 1;
    }

    private Predicate? Find(SyntaxNode part)
    {
        if (ColumnOf(part) is { Shape: { Layout: ColumnLayout.Scalar, Type: ColumnType.Boolean } })
            return new IntervalPredicate(AttributeOf(part, Domain.Boolean), 1, 1);
        if (Conjuncts.Comparison(part) is not { } comparison)
            return null;
        return DomainOf(comparison) switch
        {
            Domain.Text when comparison.Operator == BinaryOperator.Equal => Texts(comparison),
            Domain.Number => Numbers(comparison),
            Domain.Boolean when comparison is { Operator: BinaryOperator.Equal, Constants: [bool flag] } => new IntervalPredicate(
                AttributeOf(comparison.Operand, Domain.Boolean),
                flag ? 1 : 0,
                flag ? 1 : 0
            ),
            _ => null,
        };
    }

    private SymbolPredicate Texts(ConstantComparison comparison)
    {
        var attribute = AttributeOf(comparison.Operand, Domain.Text);
        var symbols = comparison.Constants.Select(c => Attributes[attribute].Add(Encoding.UTF8.GetBytes((string)c)));
        return new(attribute, [.. symbols.Distinct()]);
    }

    private Predicate? Numbers(ConstantComparison comparison)
    {
        double[] constants = [.. comparison.Constants.Select(Convert.ToDouble)];
        if (!Array.TrueForAll(constants, c => Math.Abs(c) < ExactLimit))
            return null;
        var attribute = AttributeOf(comparison.Operand, Domain.Number);
        if (constants.Length > 1)
            return new SymbolPredicate(attribute, [.. constants.Select(Attributes[attribute].Add).Distinct()]);
        var c = constants[0];
        return comparison.Operator switch
        {
            BinaryOperator.Less => new IntervalPredicate(attribute, double.NegativeInfinity, Math.BitDecrement(c)),
            BinaryOperator.LessOrEqual => new IntervalPredicate(attribute, double.NegativeInfinity, c),
            BinaryOperator.Greater => new IntervalPredicate(attribute, Math.BitIncrement(c), double.PositiveInfinity),
            BinaryOperator.GreaterOrEqual => new IntervalPredicate(attribute, c, double.PositiveInfinity),
            _ => new IntervalPredicate(attribute, c, c),
        };
    }

    // The domain of the constants, if the operand may be of it; what is converted to compare is left to tests.
    private Domain? DomainOf(ConstantComparison comparison)
    {
        Domain? domain =
            comparison.Constants.All(c => c is string) ? Domain.Text
            : comparison.Constants.All(c => c is long or double) ? Domain.Number
            : comparison.Constants.All(c => c is bool) ? Domain.Boolean
            : null;
        var fits = OperandPlan(comparison.Operand).Type.Kind switch
        {
            TypeKind.Any => true,
            TypeKind.Text => domain == Domain.Text,
            TypeKind.Number => domain == Domain.Number,
            TypeKind.Boolean => domain == Domain.Boolean,
            _ => false,
        };
        return fits ? domain : null;
    }

    private int AttributeOf(SyntaxNode operand, Domain domain)
    {
        var text = SyntaxPrinter.Print(operand);
        if (_attributeOf.TryGetValue((text, domain), out var found))
            return found;
        var plan = OperandPlan(operand);
        var column = ColumnOf(operand);
        var isScore = operand is CallSyntax { Function: "score" } or MethodSyntax { Target: CallSyntax { Function: "score" } };
        Attributes.Add(
            new RuleAttribute(text, domain)
            {
                Column = column,
                Score = isScore ? source.PositionsOf(plan)[0] : -1,
                Plan = column is null && !isScore ? new PlannedTest(plan, source.PositionsOf(plan)) : null,
            }
        );
        _attributeOf.Add((text, domain), Attributes.Count - 1);
        return Attributes.Count - 1;
    }

    private ProjectedField? ColumnOf(SyntaxNode operand)
    {
        var steps = new Stack<string>();
        while (operand is FieldSyntax field)
        {
            steps.Push(field.Name);
            operand = field.Target;
        }

        if (
            operand is not NameSyntax { Name: RuleSource.EventRoot }
            || !source.EventFields.TryGetValue(string.Join('.', steps), out var found)
        )
            return null;
        return found.Shape is { Layout: ColumnLayout.Scalar, Type: not ColumnType.Timestamp } ? found : null;
    }

    private ExpressionPlan OperandPlan(SyntaxNode operand)
    {
        var text = SyntaxPrinter.Print(operand);
        if (!_operands.TryGetValue(text, out var plan))
            _operands.Add(text, plan = ExpressionCompiler.Compile(operand, source.Expressions).Require());
        return plan;
    }

    private PlannedTest Plan(SyntaxNode part)
    {
        var plan = ExpressionCompiler.Compile(part, source.Expressions).Require();
        return new(plan, source.PositionsOf(plan));
    }
}
