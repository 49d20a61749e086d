using System.Globalization;

namespace FedExchange.Governance.Expressions;

/// <summary>Parses calls: the aggregates over a table's rows, and the few scalar functions.</summary>
internal static class FunctionParser
{
    public static Node ParseCall(Parser parser, Token name)
    {
        parser.Expect("(");
        Node node = name.Text switch
        {
            "count" => ParseAggregate(parser, name, AggregateKind.Count, takesValue: false, conditionRequired: false),
            "exists" => ParseAggregate(parser, name, AggregateKind.Exists, takesValue: false, conditionRequired: true),
            "sum" => ParseAggregate(parser, name, AggregateKind.Sum, takesValue: true, conditionRequired: false),
            "min" => ParseAggregate(parser, name, AggregateKind.Min, takesValue: true, conditionRequired: false),
            "max" => ParseAggregate(parser, name, AggregateKind.Max, takesValue: true, conditionRequired: false),
            "has" => ParseHas(parser, name),
            "date" => ParseDate(parser, name),
            "years_between" => ParseYearsBetween(parser, name),
            _ => throw new ExpressionException(name.Position,
                $"there is no function '{name.Text}'; there are count, exists, sum, min, max, has, date and years_between"),
        };
        parser.Expect(")");
        return node;
    }

    public static Node.TextTest ParseMethod(Parser parser, Node operand, Token method)
    {
        TextTestKind kind = method.Text switch
        {
            "startsWith" => TextTestKind.StartsWith,
            "endsWith" => TextTestKind.EndsWith,
            "contains" => TextTestKind.Contains,
            _ => throw new ExpressionException(method.Position, $"there is no '{method.Text}' here; there are startsWith, endsWith and contains"),
        };
        parser.Expect("(");
        var argument = parser.ParseExpression();
        parser.Expect(")");
        return new Node.TextTest(method.Position, kind, operand, argument);
    }

    private static Node.Aggregate ParseAggregate(Parser parser, Token name, AggregateKind kind, bool takesValue, bool conditionRequired)
    {
        if (parser.RowTable is not null)
            throw new ExpressionException(name.Position, $"{name.Text} cannot stand inside another count, exists, sum, min or max");
        var table = parser.UseTable(parser.ExpectName("a table name").Text);
        parser.RowTable = table;
        Node? value = null, condition = null;
        if (takesValue)
        {
            parser.Expect(",");
            value = parser.ParseExpression();
        }

        if (conditionRequired && !parser.Current.IsSymbol(","))
            throw parser.Unexpected($"a comma and a condition; to ask whether there is any row write has({table})");
        if (parser.TakeSymbol(","))
            condition = parser.ParseExpression();
        parser.RowTable = null;
        return new Node.Aggregate(name.Position, kind, table, value, condition);
    }

    private static Node ParseHas(Parser parser, Token name)
    {
        var table = parser.ExpectName("a table name, or table.column").Text;
        if (!parser.TakeSymbol("."))
            return new Node.Has(name.Position, parser.UseTable(table));
        var column = parser.ExpectName("a column name").Text;
        Node cell = string.Equals(table, parser.RowTable, StringComparison.Ordinal)
            ? new Node.RowColumn(name.Position, table, column)
            : new Node.SubjectColumn(name.Position, parser.UseTable(table), column);
        return new Node.Binary(name.Position, BinaryOperator.NotEqual, cell, new Node.Literal(name.Position, Value.Null));
    }

    private static Node.Literal ParseDate(Parser parser, Token name)
    {
        if (parser.Current.Kind != TokenKind.Text)
            throw parser.Unexpected("a date in quotes, as in date(\"2024-01-31\")");
        var token = parser.Advance();
        if (!DateOnly.TryParseExact(token.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw new ExpressionException(token.Position, "this is not a date of the form \"2024-01-31\"");
        return new Node.Literal(name.Position, Value.FromDate(date));
    }

    private static Node.YearsBetween ParseYearsBetween(Parser parser, Token name)
    {
        var from = parser.ParseExpression();
        parser.Expect(",");
        return new Node.YearsBetween(name.Position, from, parser.ParseExpression());
    }
}
