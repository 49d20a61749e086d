using System.Diagnostics;

namespace FedExchange.Governance.Expressions;

/// <summary>Turns the tree into closures once, so that evaluation only calls delegates.</summary>
internal sealed class Compiler(IReadOnlyList<string> tables)
{
    public Evaluator Compile(Node node) => node switch
    {
        Node.Literal literal => Constant(literal.Value),
        Node.Today => static frame => Value.FromDate(frame.Today),
        Node.SubjectColumn column => CompileSubjectColumn(column),
        Node.RowColumn column => CompileRowColumn(column),
        Node.Not not => CompileNot(Compile(not.Operand)),
        Node.Negate negate => CompileNegate(Compile(negate.Operand)),
        Node.Logical logical => CompileLogical(logical),
        Node.Binary binary => CompileBinary(binary),
        Node.In inList => CompileIn(inList),
        Node.Within within => CompileWithin(within),
        Node.Conditional conditional => CompileConditional(conditional),
        Node.Aggregate aggregate => new AggregateCompiler(this, IndexOf(aggregate.Table)).Compile(aggregate),
        Node.Has has => CompileHas(IndexOf(has.Table)),
        Node.YearsBetween years => CompileYears(Compile(years.From), Compile(years.To)),
        Node.TextTest test => CompileTextTest(test.Kind, Compile(test.Operand), Compile(test.Argument)),
        _ => throw new UnreachableException(),
    };

    private int IndexOf(string table)
    {
        for (var index = 0; index < tables.Count; index++)
        {
            if (string.Equals(tables[index], table, StringComparison.Ordinal))
                return index;
        }

        throw new UnreachableException();
    }

    private static Evaluator Constant(Value value) => _ => value;

    /// <summary>No row: null. Several rows: their common value, or undetermined when they differ.</summary>
    private Evaluator CompileSubjectColumn(Node.SubjectColumn column)
    {
        var table = IndexOf(column.Table);
        var slot = new ColumnSlot(column.Column);
        return frame =>
        {
            if (frame.Rows(table) is not { } rows)
                return Value.Undetermined;
            if (rows.Rows.Count == 0)
                return rows.Schema.OrdinalOf(column.Column) < 0 ? Value.Undetermined : Value.Null;
            var first = slot.Read(rows.Schema, rows.Rows[0]);
            for (var index = 1; index < rows.Rows.Count; index++)
            {
                if (slot.Read(rows.Schema, rows.Rows[index]) != first)
                    return Value.Undetermined;
            }

            return first;
        };
    }

    private Evaluator CompileRowColumn(Node.RowColumn column)
    {
        var table = IndexOf(column.Table);
        var slot = new ColumnSlot(column.Column);
        return frame => frame.Rows(table) is { } rows ? slot.Read(rows.Schema, frame.Row) : Value.Undetermined;
    }

    private static Evaluator CompileNot(Evaluator operand) => frame =>
        operand(frame) is { Kind: ValueKind.Boolean } value ? Value.FromBoolean(!value.AsBoolean) : Value.Undetermined;

    private static Evaluator CompileNegate(Evaluator operand) => frame => Arithmetic.Negate(operand(frame));

    /// <summary>Kleene: one deciding operand decides; otherwise anything undecided leaves the whole undecided.</summary>
    private Evaluator CompileLogical(Node.Logical logical)
    {
        var operands = Array.ConvertAll(logical.Operands, Compile);
        var isAnd = logical.IsAnd;
        return frame =>
        {
            var undecided = false;
            foreach (var operand in operands)
            {
                var value = operand(frame);
                if (isAnd ? value.IsFalse : value.IsTrue)
                    return Value.FromBoolean(!isAnd);
                undecided |= value.Kind != ValueKind.Boolean;
            }

            return undecided ? Value.Undetermined : Value.FromBoolean(isAnd);
        };
    }

    private Evaluator CompileBinary(Node.Binary binary)
    {
        var @operator = binary.Operator;
        if (@operator is BinaryOperator.Equal or BinaryOperator.NotEqual)
        {
            var isNegated = @operator == BinaryOperator.NotEqual;
            if (binary.Right is Node.Literal { Value.Kind: ValueKind.Null })
                return CompileIsNull(Compile(binary.Left), isNegated);
            if (binary.Left is Node.Literal { Value.Kind: ValueKind.Null })
                return CompileIsNull(Compile(binary.Right), isNegated);
        }

        var (left, right) = (Compile(binary.Left), Compile(binary.Right));
        return @operator <= BinaryOperator.Remainder
            ? frame => Arithmetic.Apply(@operator, left(frame), right(frame))
            : frame => Comparison.Apply(@operator, left(frame), right(frame));
    }

    private static Evaluator CompileIsNull(Evaluator operand, bool isNegated) => frame =>
        Comparison.IsNull(operand(frame)) is { Kind: ValueKind.Boolean } isNull
            ? Value.FromBoolean(isNull.AsBoolean != isNegated)
            : Value.Undetermined;

    private Evaluator CompileIn(Node.In inList)
    {
        var operand = Compile(inList.Operand);
        var items = Array.ConvertAll(inList.Items, Compile);
        return frame =>
        {
            var value = operand(frame);
            var undecided = false;
            foreach (var item in items)
            {
                var equal = Comparison.Apply(BinaryOperator.Equal, value, item(frame));
                if (equal.IsTrue)
                    return equal;
                undecided |= equal.Kind != ValueKind.Boolean;
            }

            return undecided ? Value.Undetermined : Value.FromBoolean(false);
        };
    }

    private Evaluator CompileWithin(Node.Within within)
    {
        var (operand, duration) = (Compile(within.Operand), Compile(within.Duration));
        DateWindow? known = null;
        return frame =>
        {
            var date = operand(frame);
            if (date.Kind != ValueKind.Date)
                return Value.Undetermined;
            var length = duration(frame);
            var window = known;
            if (window is null || !window.IsOf(frame.Today, length))
                known = window = new DateWindow(frame.Today, length);
            return window.Contains(date);
        };
    }

    /// <summary>An undecided condition still has an answer when both branches agree on a Boolean.</summary>
    private Evaluator CompileConditional(Node.Conditional conditional)
    {
        var condition = Compile(conditional.Condition);
        var (whenTrue, whenFalse) = (Compile(conditional.WhenTrue), Compile(conditional.WhenFalse));
        return frame =>
        {
            var value = condition(frame);
            if (value.Kind == ValueKind.Boolean)
                return value.AsBoolean ? whenTrue(frame) : whenFalse(frame);
            var (left, right) = (whenTrue(frame), whenFalse(frame));
            return left.Kind == ValueKind.Boolean && left == right ? left : Value.Undetermined;
        };
    }

    private static Evaluator CompileHas(int table) => frame =>
        frame.Rows(table) is { } rows ? Value.FromBoolean(rows.Rows.Count > 0) : Value.Undetermined;

    private static Evaluator CompileYears(Evaluator from, Evaluator to) => frame => Arithmetic.YearsBetween(from(frame), to(frame));

    private static Evaluator CompileTextTest(TextTestKind kind, Evaluator operand, Evaluator argument) => frame =>
        Comparison.TextTest(kind, operand(frame), argument(frame));
}
