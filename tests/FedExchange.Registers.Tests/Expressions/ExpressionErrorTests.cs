using CsCheck;
using FedExchange.Governance;
using FedExchange.Governance.Expressions;

namespace FedExchange.Registers.Tests.Expressions;

public sealed class ExpressionErrorTests
{
    private static readonly Dictionary<string, TableSchema> Schemas = new()
    {
        ["t"] = new TableSchema("t", [new("n", ColumnType.Integer), new("s", ColumnType.Text), new("d", ColumnType.Date), new("b", ColumnType.Boolean), new("m", ColumnType.Decimal)]),
    };

    [Theory]
    [InlineData("", 0, "expected a value")]
    [InlineData("t.n = 1", 4, "write ==")]
    [InlineData("t.n == 1 & true", 9, "write &&")]
    [InlineData("t.n == 1 |", 9, "write ||")]
    [InlineData("n == 1", 0, "table.column")]
    [InlineData("count(t, n == 1", 15, "')'")]
    [InlineData("1 < 2 < 3", 6, "chained")]
    [InlineData("foo(1)", 0, "no function 'foo'")]
    [InlineData("exists(t)", 8, "has(t)")]
    [InlineData("count(t, count(t) > 1)", 9, "inside another")]
    [InlineData("date(\"2024-13-01\") == today", 5, "not a date")]
    [InlineData("t.d within P10", 11, "P10Y")]
    [InlineData("t.d within P1D2Y", 11, "P10Y")]
    [InlineData("t.n == 99999999999999999999", 7, "64 bits")]
    [InlineData("t.m == 1.00000000000000000000000000001", 7, "28 digits")]
    [InlineData("t.n == 1e3", 7, "exponents")]
    [InlineData("t.s == \"abc", 7, "no closing")]
    [InlineData("t.s == \"\\q\"", 8, "escape")]
    [InlineData("true true", 5, "expected an operator")]
    [InlineData("within P1Y", 0, "needs a value before it")]
    [InlineData("t.s == 中", 7, "quotes")]
    public void A_syntax_error_names_its_place_and_what_to_write(string source, int position, string part)
    {
        var error = Assert.Throws<ExpressionException>(() => Expression.Parse(source));
        Assert.Equal(position, error.Position);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"character {position + 1}: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.n == 1", 0, "no table 'x'")]
    [InlineData("t.x == 1", 0, "no column 'x'")]
    [InlineData("t.n == \"1\"", 4, "cannot be compared")]
    [InlineData("t.n", 0, "must be true/false")]
    [InlineData("!t.n", 1, "true/false")]
    [InlineData("t.b && t.n", 7, "true/false")]
    [InlineData("-t.s == 1", 1, "must be a number")]
    [InlineData("t.s + t.s == t.s", 4, "arithmetic")]
    [InlineData("t.d + 1 == t.d", 4, "arithmetic")]
    [InlineData("t.n < null", 4, "null")]
    [InlineData("t.b < true", 4, "no order")]
    [InlineData("t.n in [\"a\"]", 8, "cannot equal")]
    [InlineData("t.n within P1Y", 0, "must be a date")]
    [InlineData("t.d within 3", 11, "must be a duration")]
    [InlineData("sum(t, s) > 0", 7, "must be a number")]
    [InlineData("min(t, b)", 7, "smallest")]
    [InlineData("count(t, n) > 0", 9, "the condition must be true/false")]
    [InlineData("t.b ? 1 : \"a\"", 4, "one type")]
    [InlineData("years_between(t.n, today) > 1", 14, "must be a date")]
    [InlineData("t.n.startsWith(\"a\")", 0, "must be text")]
    public void A_type_error_is_found_before_anything_runs_and_never_answers(string source, int position, string part)
    {
        var expression = Expression.Parse(source);
        var problem = Assert.Single(expression.Check(Schemas));
        Assert.Equal(position, problem.Position);
        Assert.Contains(part, problem.Message, StringComparison.Ordinal);
        var row = new TableRows(Schemas["t"], [[Value.FromInteger(1), Value.FromText("a"), Value.FromDate(new(2024, 1, 1)), Value.FromBoolean(true), Value.FromDecimal(1)]]);
        if (!source.StartsWith("t.b", StringComparison.Ordinal))
            Assert.Equal(Ternary.Undetermined, expression.Evaluate(new SubjectRows(row), new EvaluationContext(new(2026, 1, 1))));
    }

    [Theory]
    [InlineData("(", ")", "true")]
    [InlineData("!", "", "true")]
    [InlineData("- ", "", "1 == 1")]
    [InlineData("true ? ", " : true", "true")]
    [InlineData("1 in [", "]", "1")]
    [InlineData("", " + 1", "1")]
    [InlineData("", ".contains(\"\")", "\"\"")]
    [InlineData("1 + ", "", "1")]
    [InlineData("(((((", "", "1")]
    public void Deep_input_is_refused_without_exhausting_the_stack(string before, string after, string core)
    {
        var depth = Expression.MaxLength / Math.Max(1, before.Length + after.Length) - core.Length;
        var source = string.Concat(Enumerable.Repeat(before, depth)) + core + string.Concat(Enumerable.Repeat(after, depth));
        Assert.Throws<ExpressionException>(() => Expression.Parse(source));
    }

    [Fact]
    public void Long_input_is_refused()
    {
        Assert.Throws<ExpressionException>(() => Expression.Parse(new string(' ', Expression.MaxLength) + "true"));
    }

    [Fact]
    public void A_long_flat_chain_is_fine()
    {
        var expression = Expression.Parse(string.Join(" && ", Enumerable.Repeat("true", 900)));
        Assert.Equal(Ternary.True, expression.Evaluate(new SubjectRows(), new EvaluationContext(new(2026, 1, 1))));
    }

    [Fact]
    public void Random_text_is_refused_with_the_one_exception()
    {
        Gen.String[0, 60].Sample(TryAll, iter: 20_000);
    }

    [Fact]
    public void Random_words_of_the_language_never_surprise()
    {
        string[] words =
        [
            "t", ".", "n", "s", "d", "(", ")", "[", "]", ",", "&&", "||", "!", "==", "!=", "<", ">=", "+", "-", "*", "/", "%", "?", ":", "in", "within",
            "count", "exists", "sum", "min", "max", "has", "date", "today", "null", "true", "false", "1", "0", "9223372036854775807", "0.5", "\"a\"", "'2024-01-01'",
            "P1Y", "P10M", "years_between", "t.n", "t.s", "t.d", "t.b", "t.m", "startsWith", "//", "\n", "\\", "é",
        ];
        Gen.Int[0, words.Length - 1].Array[1, 25].Sample(picks => TryAll(string.Join(' ', picks.Select(pick => words[pick]))), iter: 50_000);
    }

    private static void TryAll(string source)
    {
        Expression expression;
        try
        {
            expression = Expression.Parse(source);
        }
        catch (ExpressionException error)
        {
            Assert.InRange(error.Position, 0, source.Length);
            return;
        }

        expression.Check(Schemas);
        var row = new TableRows(Schemas["t"], [[Value.FromInteger(long.MinValue), Value.FromText("a"), Value.FromDate(DateOnly.MaxValue), Value.Null, Value.FromDecimal(decimal.MaxValue)], new Value[5]]);
        expression.Evaluate(new SubjectRows(row), new EvaluationContext(DateOnly.MinValue));
    }
}
