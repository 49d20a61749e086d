namespace FedExchange.Governance.Expressions;

/// <summary>
/// Arithmetic that is exact or says so: overflow, division by zero and results with more than 28 digits are undetermined;
/// a quotient that had to be rounded is marked, and comparisons then keep a tolerance.
/// </summary>
internal static class Arithmetic
{
    private const int MaxScale = 28;

    public static Value Apply(BinaryOperator @operator, Value left, Value right)
    {
        if (left.IsMissing || right.IsMissing)
            return Value.Undetermined;
        if (left.Kind == ValueKind.Integer && right.Kind == ValueKind.Integer)
            return OnIntegers(@operator, left.AsInteger, right.AsInteger);
        if (left.IsNumber && right.IsNumber)
            return OnDecimals(@operator, left, right);
        return OnDates(@operator, left, right);
    }

    public static Value Negate(Value operand) => operand.Kind switch
    {
        ValueKind.Integer when operand.AsInteger != long.MinValue => Value.FromInteger(-operand.AsInteger),
        ValueKind.Decimal => operand.IsRounded ? Value.FromRounded(-operand.AsDecimal) : Value.FromDecimal(-operand.AsDecimal),
        _ => Value.Undetermined,
    };

    /// <summary>Completed years from one date to another; negative when the second is earlier. 29 February completes a year on 1 March.</summary>
    public static Value YearsBetween(Value from, Value to)
    {
        if (from.Kind != ValueKind.Date || to.Kind != ValueKind.Date)
            return Value.Undetermined;
        var (a, b) = (from.AsDate, to.AsDate);
        return Value.FromInteger(a <= b ? CompletedYears(a, b) : -CompletedYears(b, a));
    }

    private static int CompletedYears(DateOnly from, DateOnly to)
    {
        var years = to.Year - from.Year;
        return (to.Month, to.Day).CompareTo((from.Month, from.Day)) < 0 ? years - 1 : years;
    }

    private static Value OnIntegers(BinaryOperator @operator, long left, long right)
    {
        try
        {
            return @operator switch
            {
                BinaryOperator.Add => Value.FromInteger(checked(left + right)),
                BinaryOperator.Subtract => Value.FromInteger(checked(left - right)),
                BinaryOperator.Multiply => Value.FromInteger(checked(left * right)),
                _ when right == 0 || (left == long.MinValue && right == -1) => Value.Undetermined,
                BinaryOperator.Divide => Value.FromInteger(left / right),
                BinaryOperator.Remainder => Value.FromInteger(left % right),
                _ => Value.Undetermined,
            };
        }
        catch (OverflowException)
        {
            // The language's answer to overflow: never a wrapped number.
            return Value.Undetermined;
        }
    }

    private static Value OnDecimals(BinaryOperator @operator, Value leftValue, Value rightValue)
    {
        var (left, right) = (leftValue.AsDecimal, rightValue.AsDecimal);
        var rounded = leftValue.IsRounded || rightValue.IsRounded;
        try
        {
            return @operator switch
            {
                BinaryOperator.Add => Exact(left + right, Math.Max(left.Scale, right.Scale), rounded),
                BinaryOperator.Subtract => Exact(left - right, Math.Max(left.Scale, right.Scale), rounded),
                BinaryOperator.Multiply => Exact(left * right, left.Scale + right.Scale, rounded),
                _ when right == 0 => Value.Undetermined,
                BinaryOperator.Divide => Quotient(left, right, rounded),
                BinaryOperator.Remainder when !rounded => Value.FromDecimal(left % right),
                _ => Value.Undetermined,
            };
        }
        catch (OverflowException)
        {
            // As above: too large for a decimal.
            return Value.Undetermined;
        }
    }

    private static Value Exact(decimal result, int scale, bool rounded)
    {
        if (rounded)
            return Value.FromRounded(result);
        return result.Scale == scale ? Value.FromDecimal(result) : Value.Undetermined;
    }

    private static Value Quotient(decimal left, decimal right, bool rounded)
    {
        var quotient = left / right;
        var isExact = !rounded && quotient.Scale + right.Scale <= MaxScale && quotient * right == left;
        return isExact ? Value.FromDecimal(quotient) : Value.FromRounded(quotient);
    }

    private static Value OnDates(BinaryOperator @operator, Value left, Value right) => (@operator, left.Kind, right.Kind) switch
    {
        (BinaryOperator.Add, ValueKind.Date, ValueKind.Duration) => Move(left.AsDate, right, 1),
        (BinaryOperator.Add, ValueKind.Duration, ValueKind.Date) => Move(right.AsDate, left, 1),
        (BinaryOperator.Subtract, ValueKind.Date, ValueKind.Duration) => Move(left.AsDate, right, -1),
        (BinaryOperator.Subtract, ValueKind.Date, ValueKind.Date) => Value.FromInteger(left.AsDate.DayNumber - right.AsDate.DayNumber),
        _ => Value.Undetermined,
    };

    /// <summary>Months first, to the last day where the month is shorter, then days; undetermined outside years 1 to 9999.</summary>
    public static Value Move(DateOnly date, Value duration, int sign)
    {
        var months = ((date.Year - 1) * 12L) + date.Month - 1 + (sign * duration.Months);
        if (months is < 0 or >= 9999 * 12)
            return Value.Undetermined;
        var year = (int)(months / 12) + 1;
        var month = (int)(months % 12) + 1;
        var moved = new DateOnly(year, month, Math.Min(date.Day, DateTime.DaysInMonth(year, month)));
        var day = moved.DayNumber + (sign * (long)duration.Days);
        return day < 0 || day > DateOnly.MaxValue.DayNumber ? Value.Undetermined : Value.FromDate(DateOnly.FromDayNumber((int)day));
    }
}
