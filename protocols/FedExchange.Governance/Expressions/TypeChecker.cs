namespace FedExchange.Governance.Expressions;

/// <summary>Finds every unknown name and every type mistake, so that none is left to become an answer.</summary>
internal sealed class TypeChecker(IReadOnlyDictionary<string, TableSchema> tables)
{
    private readonly List<Diagnostic> problems = [];
    private readonly HashSet<string> reportedTables = new(StringComparer.Ordinal);

    public IReadOnlyList<Diagnostic> CheckWhole(Node root)
    {
        Expect(root, StaticType.Boolean, "the whole expression");
        return problems;
    }

    private StaticType TypeOf(Node node) => node switch
    {
        Node.Literal literal => TypeOf(literal.Value),
        Node.Today => StaticType.Date,
        Node.SubjectColumn column => TypeOfColumn(column.Position, column.Table, column.Column),
        Node.RowColumn column => TypeOfColumn(column.Position, column.Table, column.Column),
        Node.Not not => Expect(not.Operand, StaticType.Boolean, "what follows !"),
        Node.Negate negate => ExpectNumber(negate.Operand, "what follows -"),
        Node.Logical logical => CheckLogical(logical),
        Node.Binary binary => binary.Operator <= BinaryOperator.Remainder ? CheckArithmetic(binary) : CheckComparison(binary),
        Node.In inList => CheckIn(inList),
        Node.Within within => CheckWithin(within),
        Node.Conditional conditional => CheckConditional(conditional),
        Node.Aggregate aggregate => CheckAggregate(aggregate),
        Node.Has has => FindTable(has.Position, has.Table) is null ? StaticType.Unknown : StaticType.Boolean,
        Node.YearsBetween years => CheckYears(years),
        Node.TextTest test => CheckTextTest(test),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static StaticType TypeOf(Value value) => value.Kind switch
    {
        ValueKind.Null => StaticType.Null,
        ValueKind.Boolean => StaticType.Boolean,
        ValueKind.Integer => StaticType.Integer,
        ValueKind.Decimal => StaticType.Decimal,
        ValueKind.Text => StaticType.Text,
        ValueKind.Date => StaticType.Date,
        ValueKind.Duration => StaticType.Duration,
        _ => StaticType.Unknown,
    };

    private TableSchema? FindTable(int position, string table)
    {
        if (tables.TryGetValue(table, out var schema))
            return schema;
        if (reportedTables.Add(table))
            Report(position, $"there is no table '{table}'; there are: {Join(tables.Keys)}");
        return null;
    }

    private StaticType TypeOfColumn(int position, string table, string column)
    {
        if (FindTable(position, table) is not { } schema)
            return StaticType.Unknown;
        if (schema.Find(column) is not { } found)
        {
            Report(position, $"table '{table}' has no column '{column}'; it has: {Join(schema.Columns.Select(each => each.Name))}");
            return StaticType.Unknown;
        }

        return found.Type switch
        {
            ColumnType.Text => StaticType.Text,
            ColumnType.Integer => StaticType.Integer,
            ColumnType.Decimal => StaticType.Decimal,
            ColumnType.Date => StaticType.Date,
            _ => StaticType.Boolean,
        };
    }

    private StaticType CheckLogical(Node.Logical logical)
    {
        foreach (var operand in logical.Operands)
            Expect(operand, StaticType.Boolean, logical.IsAnd ? "each side of &&" : "each side of ||");
        return StaticType.Boolean;
    }

    private StaticType CheckArithmetic(Node.Binary binary)
    {
        var (left, right) = (TypeOf(binary.Left), TypeOf(binary.Right));
        if (left == StaticType.Unknown || right == StaticType.Unknown)
            return StaticType.Unknown;
        if (IsNumber(left) && IsNumber(right))
            return left == StaticType.Integer && right == StaticType.Integer ? StaticType.Integer : StaticType.Decimal;
        switch (binary.Operator, left, right)
        {
            case (BinaryOperator.Add, StaticType.Date, StaticType.Duration):
            case (BinaryOperator.Add, StaticType.Duration, StaticType.Date):
            case (BinaryOperator.Subtract, StaticType.Date, StaticType.Duration):
                return StaticType.Date;
            case (BinaryOperator.Subtract, StaticType.Date, StaticType.Date):
                return StaticType.Integer;
            default:
                Report(binary.Position, $"arithmetic is for numbers, date ± duration and date - date, not for {Name(left)} and {Name(right)}");
                return StaticType.Unknown;
        }
    }

    private StaticType CheckComparison(Node.Binary binary)
    {
        var (left, right) = (TypeOf(binary.Left), TypeOf(binary.Right));
        var isEquality = binary.Operator is BinaryOperator.Equal or BinaryOperator.NotEqual;
        if (left == StaticType.Unknown || right == StaticType.Unknown)
            return StaticType.Boolean;
        if (left == StaticType.Null || right == StaticType.Null)
        {
            if (!isEquality)
                Report(binary.Position, "null can only be compared with == and !=");
        }
        else if (!AreComparable(left, right))
        {
            Report(binary.Position, $"{Name(left)} cannot be compared with {Name(right)}");
        }
        else if (left == StaticType.Duration || (left == StaticType.Boolean && !isEquality))
        {
            Report(binary.Position, $"{Name(left)} has no order; subtract two dates to compare days");
        }

        return StaticType.Boolean;
    }

    private StaticType CheckIn(Node.In inList)
    {
        var operand = TypeOf(inList.Operand);
        foreach (var item in inList.Items)
        {
            var type = TypeOf(item);
            if (type == StaticType.Null)
                Report(item.Position, "null in a list never matches; write == null");
            else if (operand != StaticType.Unknown && type != StaticType.Unknown && !AreComparable(operand, type))
                Report(item.Position, $"{Name(operand)} cannot equal {Name(type)}");
        }

        if (operand is StaticType.Null or StaticType.Duration)
            Report(inList.Operand.Position, $"{Name(operand)} cannot be looked for in a list");
        return StaticType.Boolean;
    }

    private StaticType CheckWithin(Node.Within within)
    {
        Expect(within.Operand, StaticType.Date, "what stands before 'within'");
        Expect(within.Duration, StaticType.Duration, "what follows 'within'");
        return StaticType.Boolean;
    }

    private StaticType CheckConditional(Node.Conditional conditional)
    {
        Expect(conditional.Condition, StaticType.Boolean, "what stands before ?");
        var (left, right) = (TypeOf(conditional.WhenTrue), TypeOf(conditional.WhenFalse));
        if (left == StaticType.Unknown || right == StaticType.Unknown)
            return StaticType.Unknown;
        if (left == StaticType.Null)
            return right;
        if (right == StaticType.Null || left == right)
            return left;
        if (IsNumber(left) && IsNumber(right))
            return StaticType.Decimal;
        Report(conditional.Position, $"both results of ?: must have one type, not {Name(left)} and {Name(right)}");
        return StaticType.Unknown;
    }

    private StaticType CheckAggregate(Node.Aggregate aggregate)
    {
        if (FindTable(aggregate.Position, aggregate.Table) is null)
            return StaticType.Unknown;
        if (aggregate.Condition is { } condition)
            Expect(condition, StaticType.Boolean, "the condition");
        switch (aggregate.Kind)
        {
            case AggregateKind.Count:
                return StaticType.Integer;
            case AggregateKind.Exists:
                return StaticType.Boolean;
            case AggregateKind.Sum:
                return ExpectNumber(aggregate.Value!, "what is summed");
            default:
                var type = TypeOf(aggregate.Value!);
                if (type is StaticType.Integer or StaticType.Decimal or StaticType.Date or StaticType.Text or StaticType.Unknown)
                    return type;
                Report(aggregate.Value!.Position, $"{Name(type)} has no smallest or largest");
                return StaticType.Unknown;
        }
    }

    private StaticType CheckYears(Node.YearsBetween years)
    {
        Expect(years.From, StaticType.Date, "the first date of years_between");
        Expect(years.To, StaticType.Date, "the second date of years_between");
        return StaticType.Integer;
    }

    private StaticType CheckTextTest(Node.TextTest test)
    {
        Expect(test.Operand, StaticType.Text, "what is searched");
        Expect(test.Argument, StaticType.Text, "what is searched for");
        return StaticType.Boolean;
    }

    private StaticType Expect(Node node, StaticType expected, string what)
    {
        var type = TypeOf(node);
        if (type != expected && type != StaticType.Unknown)
            Report(node.Position, $"{what} must be {Name(expected)}, not {Name(type)}");
        return expected;
    }

    private StaticType ExpectNumber(Node node, string what)
    {
        var type = TypeOf(node);
        if (IsNumber(type) || type == StaticType.Unknown)
            return type;
        Report(node.Position, $"{what} must be a number, not {Name(type)}");
        return StaticType.Unknown;
    }

    private void Report(int position, string message) => problems.Add(new Diagnostic(position, message));

    private static bool AreComparable(StaticType left, StaticType right) => left == right || (IsNumber(left) && IsNumber(right));

    private static bool IsNumber(StaticType type) => type is StaticType.Integer or StaticType.Decimal;

    private static string Join(IEnumerable<string> names)
    {
        var all = string.Join(", ", names.Order(StringComparer.Ordinal));
        return all.Length == 0 ? "none" : all;
    }

    private static string Name(StaticType type) => type switch
    {
        StaticType.Null => "null",
        StaticType.Boolean => "true/false",
        StaticType.Integer => "an integer",
        StaticType.Decimal => "a decimal",
        StaticType.Text => "text",
        StaticType.Date => "a date",
        StaticType.Duration => "a duration",
        _ => "something unknown",
    };
}
