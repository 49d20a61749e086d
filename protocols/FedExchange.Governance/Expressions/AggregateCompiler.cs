using System.Diagnostics;

namespace FedExchange.Governance.Expressions;

/// <summary>
/// Compiles count, exists, sum, min and max. A row whose condition or value is undecided makes count, sum, min and max
/// undecided; exists is a Kleene or over the rows.
/// </summary>
internal sealed class AggregateCompiler(Compiler compiler, int table)
{
    public Evaluator Compile(Node.Aggregate aggregate)
    {
        var condition = aggregate.Condition is { } node ? compiler.Compile(node) : static _ => Value.FromBoolean(true);
        if (aggregate.Kind == AggregateKind.Count)
            return aggregate.Condition is null ? CountAll : Count(condition);
        if (aggregate.Kind == AggregateKind.Exists)
            return Exists(condition);
        var value = compiler.Compile(aggregate.Value!);
        return aggregate.Kind switch
        {
            AggregateKind.Sum => Fold(condition, value, Value.FromInteger(0), static (sum, next) => Arithmetic.Apply(BinaryOperator.Add, sum, next)),
            AggregateKind.Min => Fold(condition, value, Value.Null, static (best, next) => Better(BinaryOperator.Less, best, next)),
            AggregateKind.Max => Fold(condition, value, Value.Null, static (best, next) => Better(BinaryOperator.Greater, best, next)),
            _ => throw new UnreachableException(),
        };
    }

    private Value CountAll(EvaluationFrame frame) =>
        frame.Rows(table) is { } rows ? Value.FromInteger(rows.Rows.Count) : Value.Undetermined;

    private Evaluator Count(Evaluator condition) => frame =>
    {
        if (frame.Rows(table) is not { } rows)
            return Value.Undetermined;
        var count = 0;
        for (var index = 0; index < rows.Rows.Count; index++)
        {
            frame.Row = rows.Rows[index];
            var value = condition(frame);
            if (value.Kind != ValueKind.Boolean)
                return Value.Undetermined;
            count += value.IsTrue ? 1 : 0;
        }

        return Value.FromInteger(count);
    };

    private Evaluator Exists(Evaluator condition) => frame =>
    {
        if (frame.Rows(table) is not { } rows)
            return Value.Undetermined;
        var undecided = false;
        for (var index = 0; index < rows.Rows.Count; index++)
        {
            frame.Row = rows.Rows[index];
            var value = condition(frame);
            if (value.IsTrue)
                return value;
            undecided |= value.Kind != ValueKind.Boolean;
        }

        return undecided ? Value.Undetermined : Value.FromBoolean(false);
    };

    private Evaluator Fold(Evaluator condition, Evaluator value, Value start, Func<Value, Value, Value> combine) => frame =>
    {
        if (frame.Rows(table) is not { } rows)
            return Value.Undetermined;
        var result = start;
        for (var index = 0; index < rows.Rows.Count; index++)
        {
            frame.Row = rows.Rows[index];
            var chosen = condition(frame);
            if (chosen.IsFalse)
                continue;
            var next = value(frame);
            if (!chosen.IsTrue || next.IsMissing)
                return Value.Undetermined;
            result = combine(result, next);
        }

        return result;
    };

    private static Value Better(BinaryOperator @operator, Value best, Value next)
    {
        if (next.Kind is ValueKind.Boolean or ValueKind.Duration)
            return Value.Undetermined;
        if (best.Kind == ValueKind.Null)
            return next;
        var isBetter = Comparison.Apply(@operator, next, best);
        return isBetter.Kind != ValueKind.Boolean ? Value.Undetermined : isBetter.IsTrue ? next : best;
    }
}
