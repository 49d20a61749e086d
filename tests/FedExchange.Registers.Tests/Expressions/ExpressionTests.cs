using FedExchange.Governance;
using FedExchange.Governance.Expressions;

namespace FedExchange.Registers.Tests.Expressions;

public sealed class ExpressionTests
{
    private static readonly EvaluationContext Context = new(new DateOnly(2026, 11, 23));

    private static readonly TableSchema Property = new("property",
    [
        new("kind", ColumnType.Text), new("area", ColumnType.Decimal), new("bought", ColumnType.Date),
        new("rooms", ColumnType.Integer), new("sold", ColumnType.Boolean),
    ]);

    private static readonly TableSchema Person = new("person", Property.Columns);

    private static readonly Dictionary<string, TableSchema> Schemas = new() { ["property"] = Property, ["person"] = Person };

    [Theory]
    [InlineData("1 + 2 * 3 == 7", Ternary.True)]
    [InlineData("(1 + 2) * 3 == 9", Ternary.True)]
    [InlineData("7 / 2 == 3 && -7 / 2 == -3 && -7 % 2 == -1", Ternary.True)]
    [InlineData("0.1 + 0.2 == 0.3", Ternary.True)]
    [InlineData("1.50 == 1.5 && 2 == 2.0 && 3 > 2.9", Ternary.True)]
    [InlineData("1.0 / 4.0 == 0.25", Ternary.True)]
    [InlineData("10.0 / 3.0 > 3.33 && 10.0 / 3.0 < 3.34", Ternary.True)]
    [InlineData("1.0 / 3.0 * 3.0 == 1.0", Ternary.Undetermined)] // rounded: not told apart
    [InlineData("\"a\" < 'b' && \"a\" != \"A\"", Ternary.True)]
    [InlineData("2 in [1, 2] && !(3 in [1, 2]) && !(1 in [])", Ternary.True)]
    [InlineData("\"abc\".startsWith(\"ab\") && \"abc\".endsWith('c') && \"abc\".contains(\"b\")", Ternary.True)]
    [InlineData("true ? false : true", Ternary.False)]
    [InlineData("false || true && false", Ternary.False)]
    [InlineData("// a note\n true", Ternary.True)]
    [InlineData("date(\"2024-02-29\") + P1Y == date(\"2025-02-28\")", Ternary.True)]
    [InlineData("date(\"2024-03-31\") - P1M == date(\"2024-02-29\")", Ternary.True)]
    [InlineData("date(\"2024-03-01\") - date(\"2024-02-01\") == 29", Ternary.True)]
    [InlineData("today == date(\"2026-11-23\")", Ternary.True)]
    [InlineData("date(\"2016-11-24\") within P10Y && !(date(\"2016-11-23\") within P10Y)", Ternary.True)]
    [InlineData("today within P1D && !(today + P1D within P10Y)", Ternary.True)]
    [InlineData("years_between(date(\"2000-11-23\"), today) == 26 && years_between(date(\"2000-11-24\"), today) == 25", Ternary.True)]
    [InlineData("years_between(today, date(\"2000-11-23\")) == -26", Ternary.True)]
    [InlineData("\"\\u4e2d\\n\" != \"\"", Ternary.True)]
    public void Plain_expressions_have_plain_answers(string source, Ternary expected) => Check(source, expected);

    [Theory]
    [InlineData("9223372036854775807 + 1 > 0")]
    [InlineData("-9223372036854775808 - 1 < 0")]
    [InlineData("9223372036854775807 * 2 > 0")]
    [InlineData("-(-9223372036854775807 - 1) > 0")]
    [InlineData("(-9223372036854775807 - 1) / -1 > 0")]
    [InlineData("1 / 0 == 0")]
    [InlineData("1 % 0 == 0")]
    [InlineData("1.0 / 0.0 > 1.0")]
    [InlineData("79228162514264337593543950.0 * 79228162514264337593543950.0 > 0.0")]
    [InlineData("0.0000000000000001 * 0.0000000000000001 == 0.0")] // would round to zero
    [InlineData("today + P9999Y > today")]
    [InlineData("today - P9999Y < today")]
    public void Overflow_and_division_by_zero_are_undetermined(string source) => Check(source, Ternary.Undetermined);

    [Theory]
    [InlineData("person.rooms == 1 && false", Ternary.False)]
    [InlineData("false && person.rooms == 1", Ternary.False)]
    [InlineData("person.rooms == 1 && true", Ternary.Undetermined)]
    [InlineData("person.rooms == 1 || true", Ternary.True)]
    [InlineData("person.rooms == 1 || false", Ternary.Undetermined)]
    [InlineData("!(person.rooms == 1)", Ternary.Undetermined)]
    [InlineData("person.rooms != 1", Ternary.Undetermined)]
    [InlineData("person.rooms in [1]", Ternary.Undetermined)]
    [InlineData("person.rooms + 1 > 0", Ternary.Undetermined)]
    [InlineData("person.bought within P1Y", Ternary.Undetermined)]
    [InlineData("person.rooms == null", Ternary.True)]
    [InlineData("null != person.rooms", Ternary.False)]
    [InlineData("has(person)", Ternary.False)]
    [InlineData("has(person.rooms)", Ternary.False)]
    [InlineData("has(person) && person.rooms == 1", Ternary.False)]
    [InlineData("person.sold ? true : true", Ternary.True)]
    [InlineData("person.sold ? true : false", Ternary.Undetermined)]
    [InlineData("(person.sold && false) == false", Ternary.True)]
    public void An_absent_subject_is_null_and_logic_is_Kleene_s(string source, Ternary expected) => Check(source, expected, Rows(Person));

    [Theory]
    [InlineData("count(property) == 3", Ternary.True)]
    [InlineData("count(property, kind == \"flat\") == 2", Ternary.True)]
    [InlineData("count(property, property.kind == \"flat\" && rooms > 2) == 1", Ternary.True)]
    [InlineData("exists(property, kind == \"shop\")", Ternary.True)]
    [InlineData("exists(property, kind == \"farm\")", Ternary.False)]
    [InlineData("exists(property, kind.startsWith(\"sh\"))", Ternary.True)]
    [InlineData("sum(property, area) == 200.5", Ternary.True)]
    [InlineData("sum(property, rooms, kind == \"flat\") == 5", Ternary.True)]
    [InlineData("min(property, bought) == date(\"2001-01-01\") && max(property, area) == 120.5", Ternary.True)]
    [InlineData("max(property, rooms, kind == \"farm\") == null", Ternary.True)]
    [InlineData("sum(property, rooms, kind == \"farm\") == 0", Ternary.True)]
    [InlineData("property.sold == false", Ternary.True)] // all rows agree
    [InlineData("property.kind == \"flat\"", Ternary.Undetermined)] // rows differ
    [InlineData("property.kind == null", Ternary.Undetermined)]
    [InlineData("count(property, bought within P10Y) >= 1", Ternary.True)]
    [InlineData("exists(property, rooms > 1 && has(property.area))", Ternary.True)]
    public void Aggregates_look_at_all_rows(string source, Ternary expected) => Check(source, expected, Rows(Property,
        Row("flat", 50m, new(2001, 1, 1), 2, false), Row("flat", 120.5m, new(2020, 5, 5), 3, false), Row("shop", 30m, new(2010, 1, 1), 1, false)));

    [Theory]
    [InlineData("exists(property, rooms > 1)", Ternary.True)] // the other row decides
    [InlineData("exists(property, rooms > 9)", Ternary.Undetermined)]
    [InlineData("count(property, rooms > 1) >= 1", Ternary.Undetermined)]
    [InlineData("sum(property, rooms) > 1", Ternary.Undetermined)]
    [InlineData("sum(property, rooms, rooms != null) == 2", Ternary.True)]
    [InlineData("count(property, rooms == null) == 1", Ternary.True)]
    public void Empty_cells_leave_what_depends_on_them_undetermined(string source, Ternary expected) => Check(source, expected, Rows(Property,
        Row("flat", 50m, new(2001, 1, 1), 2, false), [Value.FromText("flat"), Value.Null, Value.Null, Value.Null, Value.Null]));

    [Theory]
    [InlineData("count(property) == 0")]
    [InlineData("has(property)")]
    [InlineData("exists(property, rooms > 0)")]
    [InlineData("property.rooms == null")]
    [InlineData("sum(property, rooms) == 0")]
    public void Suspect_stale_and_unread_tables_decide_nothing(string source)
    {
        Check(source, Ternary.Undetermined, new TableRows(Property, [], suspect: true));
        Check(source, Ternary.Undetermined, new TableRows(Property, [], stale: true));
        Check(source, Ternary.Undetermined);
        Check($"({source}) || true", Ternary.True);
        Check($"({source}) && false", Ternary.False);
    }

    [Fact]
    public void The_tables_named_are_listed_once_in_order()
    {
        Assert.Equal(["a", "b", "c"], Expression.Parse("c.x == 1 && has(a) && count(b, c.y == a.z) > 0").Tables);
    }

    [Fact]
    public async Task One_expression_serves_many_threads()
    {
        var expression = Expression.Parse("count(property, rooms > 2) == 1 && property.sold == false");
        var rows = new SubjectRows(Rows(Property, Row("flat", 1m, new(2001, 1, 1), 2, false), Row("flat", 1m, new(2001, 1, 1), 3, false)));
        var other = new SubjectRows(Rows(Property));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
            Enumerable.Range(0, 2000).All(_ => expression.Evaluate(number % 2 == 0 ? rows : other, Context) == (number % 2 == 0 ? Ternary.True : Ternary.False)))));
        Assert.All(answers, Assert.True);
    }

    [Fact]
    public void Values_do_not_print_their_content()
    {
        Assert.Equal("Text", Value.FromText("secret").ToString());
        Assert.DoesNotContain("secret", Rows(Property, [Value.FromText("secret")]).ToString(), StringComparison.Ordinal);
    }

    internal static TableRows Rows(TableSchema schema, params Value[][] rows) => new(schema, rows);

    internal static Value[] Row(string kind, decimal area, DateOnly bought, long rooms, bool sold) =>
        [Value.FromText(kind), Value.FromDecimal(area), Value.FromDate(bought), Value.FromInteger(rooms), Value.FromBoolean(sold)];

    private static void Check(string source, Ternary expected, params TableRows[] rows)
    {
        var expression = Expression.Parse(source);
        Assert.Empty(expression.Check(Schemas));
        Assert.Equal(expected, expression.Evaluate(new SubjectRows(rows), Context));
    }
}
