namespace FedExchange.Governance.Expressions;

/// <summary>Comparisons of two values; whatever has no honest answer is undetermined.</summary>
internal static class Comparison
{
    /// <summary>Numbers that went through a rounded division are told apart only beyond this, absolute and relative.</summary>
    private const decimal Tolerance = 0.000_000_000_001m;

    public static Value Apply(BinaryOperator @operator, Value left, Value right)
    {
        if (left.Kind == ValueKind.Integer && right.Kind == ValueKind.Integer)
            return Decide(@operator, left.Bits.CompareTo(right.Bits));
        if (left.IsMissing || right.IsMissing)
            return Value.Undetermined;
        if (left.IsNumber && right.IsNumber)
            return OnNumbers(@operator, left, right);
        if (left.Kind != right.Kind)
            return Value.Undetermined;
        return left.Kind switch
        {
            ValueKind.Date => Decide(@operator, left.Bits.CompareTo(right.Bits)),
            ValueKind.Text => Decide(@operator, string.CompareOrdinal(left.AsText, right.AsText)),
            ValueKind.Boolean when @operator is BinaryOperator.Equal or BinaryOperator.NotEqual => Decide(@operator, left.Bits.CompareTo(right.Bits)),
            _ => Value.Undetermined,
        };
    }

    /// <summary>Whether a value is null: decided for everything but the undetermined.</summary>
    public static Value IsNull(Value value) => value.Kind == ValueKind.Undetermined
        ? Value.Undetermined
        : Value.FromBoolean(value.Kind == ValueKind.Null);

    public static Value TextTest(TextTestKind kind, Value operand, Value argument)
    {
        if (operand.Kind != ValueKind.Text || argument.Kind != ValueKind.Text)
            return Value.Undetermined;
        var (text, part) = (operand.AsText, argument.AsText);
        return Value.FromBoolean(kind switch
        {
            TextTestKind.StartsWith => text.StartsWith(part, StringComparison.Ordinal),
            TextTestKind.EndsWith => text.EndsWith(part, StringComparison.Ordinal),
            _ => text.Contains(part, StringComparison.Ordinal),
        });
    }

    private static Value OnNumbers(BinaryOperator @operator, Value left, Value right)
    {
        var (a, b) = (left.AsDecimal, right.AsDecimal);
        if ((left.IsRounded || right.IsRounded) && IsTooClose(a, b))
            return Value.Undetermined;
        return Decide(@operator, a.CompareTo(b));
    }

    private static bool IsTooClose(decimal a, decimal b)
    {
        if ((a < 0) != (b < 0))
            return Math.Max(Math.Abs(a), Math.Abs(b)) <= Tolerance;
        var scale = Math.Max(1m, Math.Max(Math.Abs(a), Math.Abs(b)));
        return Math.Abs(a - b) <= Tolerance * scale;
    }

    private static Value Decide(BinaryOperator @operator, int order) => Value.FromBoolean(@operator switch
    {
        BinaryOperator.Equal => order == 0,
        BinaryOperator.NotEqual => order != 0,
        BinaryOperator.Less => order < 0,
        BinaryOperator.LessOrEqual => order <= 0,
        BinaryOperator.Greater => order > 0,
        _ => order >= 0,
    });
}
