using System.Globalization;

namespace FedExchange.Governance.Expressions;

/// <summary>
/// Recursive descent over CEL's grammar: <c>?:</c>, <c>||</c>, <c>&amp;&amp;</c>, relations, sums, products, unary, members.
/// Functions are in <see cref="FunctionParser"/>. Nesting is bounded, so hostile input cannot exhaust the stack.
/// </summary>
internal sealed class Parser
{
    private const int MaxNesting = 60;
    private const int MaxDepth = 250;

    private readonly List<Token> tokens;
    private readonly SortedSet<string> tables = new(StringComparer.Ordinal);
    private int index;
    private int nesting;

    public Parser(string source) => tokens = new Lexer(source).ReadAll();

    public IReadOnlyCollection<string> Tables => tables;

    /// <summary>The table whose rows the surrounding aggregate looks at; null outside.</summary>
    public string? RowTable { get; set; }

    public Token Current => tokens[index];

    public Node ParseWhole()
    {
        var node = ParseExpression();
        if (Current.Kind != TokenKind.End)
            throw Unexpected("an operator or the end of the expression");
        return node;
    }

    public Node ParseExpression()
    {
        if (++nesting > MaxNesting)
            throw new ExpressionException(Current.Position, "the expression is nested too deeply; split it into several inputs");
        var condition = ParseOr();
        if (Current.IsSymbol("?"))
        {
            var position = Advance().Position;
            var whenTrue = ParseExpression();
            Expect(":");
            condition = Checked(new Node.Conditional(position, condition, whenTrue, ParseExpression()));
        }

        nesting--;
        return condition;
    }

    public Token Advance() => tokens[index++];

    public void Expect(string symbol)
    {
        if (!Current.IsSymbol(symbol))
            throw Unexpected($"'{symbol}'");
        index++;
    }

    public bool TakeSymbol(string symbol)
    {
        if (!Current.IsSymbol(symbol))
            return false;
        index++;
        return true;
    }

    public Token ExpectName(string what) => Current.Kind == TokenKind.Name ? Advance() : throw Unexpected(what);

    public string UseTable(string table)
    {
        tables.Add(table);
        return table;
    }

    public ExpressionException Unexpected(string expected) => new(Current.Position, $"expected {expected} but found {Current.Describe()}");

    private static Node Checked(Node node) => node.Depth <= MaxDepth
        ? node
        : throw new ExpressionException(node.Position, "the expression has too many operators in a row; split it into several inputs");

    private Node ParseOr() => ParseChain("||", isAnd: false, ParseAnd);

    private Node ParseAnd() => ParseChain("&&", isAnd: true, ParseRelation);

    private Node ParseChain(string symbol, bool isAnd, Func<Node> parseOperand)
    {
        var first = parseOperand();
        if (!Current.IsSymbol(symbol))
            return first;
        var position = Current.Position;
        var operands = new List<Node> { first };
        while (TakeSymbol(symbol))
            operands.Add(parseOperand());
        return Checked(new Node.Logical(position, isAnd, [.. operands]));
    }

    private Node ParseRelation()
    {
        var left = ParseSum();
        var relation = TakeRelation(left);
        if (relation is null)
            return left;
        if (IsRelation(Current))
            throw new ExpressionException(Current.Position, "comparisons cannot be chained; join two comparisons with &&");
        return Checked(relation);
    }

    private Node? TakeRelation(Node left)
    {
        var position = Current.Position;
        if (Current.IsName("in"))
        {
            Advance();
            return new Node.In(position, left, ParseList());
        }

        if (Current.IsName("within"))
        {
            Advance();
            return new Node.Within(position, left, ParseSum());
        }

        if (!IsRelation(Current))
            return null;
        var symbol = Advance().Text;
        return new Node.Binary(position, RelationOf(symbol), left, ParseSum());
    }

    private static bool IsRelation(Token token) => token.IsName("in") || token.IsName("within")
        || (token.Kind == TokenKind.Symbol && token.Text is "==" or "!=" or "<" or "<=" or ">" or ">=");

    private static BinaryOperator RelationOf(string symbol) => symbol switch
    {
        "==" => BinaryOperator.Equal,
        "!=" => BinaryOperator.NotEqual,
        "<" => BinaryOperator.Less,
        "<=" => BinaryOperator.LessOrEqual,
        ">" => BinaryOperator.Greater,
        _ => BinaryOperator.GreaterOrEqual,
    };

    private Node[] ParseList()
    {
        Expect("[");
        var items = new List<Node>();
        while (!TakeSymbol("]"))
        {
            items.Add(ParseExpression());
            if (!Current.IsSymbol("]"))
                Expect(",");
        }

        return [.. items];
    }

    private Node ParseSum()
    {
        var left = ParseProduct();
        while (Current.IsSymbol("+") || Current.IsSymbol("-"))
        {
            var token = Advance();
            var @operator = token.Text == "+" ? BinaryOperator.Add : BinaryOperator.Subtract;
            left = Checked(new Node.Binary(token.Position, @operator, left, ParseProduct()));
        }

        return left;
    }

    private Node ParseProduct()
    {
        var left = ParseUnary();
        while (Current.IsSymbol("*") || Current.IsSymbol("/") || Current.IsSymbol("%"))
        {
            var token = Advance();
            var @operator = token.Text switch { "*" => BinaryOperator.Multiply, "/" => BinaryOperator.Divide, _ => BinaryOperator.Remainder };
            left = Checked(new Node.Binary(token.Position, @operator, left, ParseUnary()));
        }

        return left;
    }

    private Node ParseUnary()
    {
        if (!Current.IsSymbol("!") && !Current.IsSymbol("-"))
            return ParseMember();
        if (++nesting > MaxNesting)
            throw new ExpressionException(Current.Position, "the expression is nested too deeply; split it into several inputs");
        var token = Advance();
        Node node;
        if (token.Text == "-" && Current.Kind is TokenKind.Integer or TokenKind.Decimal)
            node = ParseNumber("-");
        else if (token.Text == "-")
            node = new Node.Negate(token.Position, ParseUnary());
        else
            node = new Node.Not(token.Position, ParseUnary());
        nesting--;
        return Checked(node);
    }

    private Node ParseMember()
    {
        var node = ParsePrimary();
        while (Current.IsSymbol("."))
        {
            Advance();
            var method = ExpectName("startsWith, endsWith or contains");
            node = Checked(FunctionParser.ParseMethod(this, node, method));
        }

        return node;
    }

    private Node ParsePrimary()
    {
        switch (Current.Kind)
        {
            case TokenKind.Integer or TokenKind.Decimal:
                return ParseNumber("");
            case TokenKind.Text:
                return new Node.Literal(Current.Position, Value.FromText(Advance().Text));
            case TokenKind.Duration:
                return new Node.Literal(Current.Position, Advance().Value);
            case TokenKind.Name:
                return ParseName();
            case TokenKind.Symbol when Current.IsSymbol("("):
                Advance();
                var inner = ParseExpression();
                Expect(")");
                return inner;
            default:
                throw Unexpected("a value");
        }
    }

    private Node.Literal ParseNumber(string sign)
    {
        var token = Advance();
        if (token.Kind == TokenKind.Decimal)
            return new(token.Position, Value.FromDecimal(decimal.Parse(sign + token.Text, CultureInfo.InvariantCulture)));
        if (!long.TryParse(sign + token.Text, CultureInfo.InvariantCulture, out var integer))
            throw new ExpressionException(token.Position, "this integer does not fit into 64 bits");
        return new(token.Position, Value.FromInteger(integer));
    }

    private Node ParseName()
    {
        var name = Advance();
        switch (name.Text)
        {
            case "true" or "false":
                return new Node.Literal(name.Position, Value.FromBoolean(name.Text == "true"));
            case "null":
                return new Node.Literal(name.Position, Value.Null);
            case "today":
                return new Node.Today(name.Position);
            case "in" or "within":
                throw new ExpressionException(name.Position, $"'{name.Text}' needs a value before it");
        }

        if (Current.IsSymbol("("))
            return Checked(FunctionParser.ParseCall(this, name));
        if (TakeTableColumn() is { } column)
            return string.Equals(name.Text, RowTable, StringComparison.Ordinal)
                ? new Node.RowColumn(name.Position, name.Text, column)
                : new Node.SubjectColumn(name.Position, UseTable(name.Text), column);
        return RowTable is not null
            ? new Node.RowColumn(name.Position, RowTable, name.Text)
            : throw new ExpressionException(name.Position, $"'{name.Text}' alone has no meaning here; write table.column");
    }

    /// <summary>Takes <c>.column</c>, unless what follows the point is called like a method on a row's column.</summary>
    private string? TakeTableColumn()
    {
        if (!Current.IsSymbol("."))
            return null;
        if (RowTable is not null && tokens[index + 1].Kind == TokenKind.Name && tokens[index + 2].IsSymbol("("))
            return null;
        Advance();
        return ExpectName("a column name").Text;
    }
}
