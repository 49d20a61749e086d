namespace FedExchange.Governance.Expressions;

/// <summary>The parsed form: a closed family. <c>Depth</c> bounds the recursion of everything that walks the tree.</summary>
internal abstract class Node
{
    private Node(int position, params ReadOnlySpan<Node?> children)
    {
        Position = position;
        foreach (var child in children)
            Depth = Math.Max(Depth, child?.Depth ?? 0);
        Depth++;
    }

    public int Position { get; }

    public int Depth { get; }

    public sealed class Literal(int position, Value value) : Node(position)
    {
        public Value Value => value;
    }

    public sealed class Today(int position) : Node(position);

    /// <summary><c>table.column</c> of the subject's only row.</summary>
    public sealed class SubjectColumn(int position, string table, string column) : Node(position)
    {
        public string Table => table;

        public string Column => column;
    }

    /// <summary>A column of the row that the surrounding aggregate looks at.</summary>
    public sealed class RowColumn(int position, string table, string column) : Node(position)
    {
        public string Table => table;

        public string Column => column;
    }

    public sealed class Not(int position, Node operand) : Node(position, operand)
    {
        public Node Operand => operand;
    }

    public sealed class Negate(int position, Node operand) : Node(position, operand)
    {
        public Node Operand => operand;
    }

    /// <summary>A chain of <c>&amp;&amp;</c> or of <c>||</c>, flat so that long chains stay shallow.</summary>
    public sealed class Logical(int position, bool isAnd, Node[] operands) : Node(position, operands)
    {
        public bool IsAnd => isAnd;

        public Node[] Operands => operands;
    }

    public sealed class Binary(int position, BinaryOperator @operator, Node left, Node right) : Node(position, left, right)
    {
        public BinaryOperator Operator => @operator;

        public Node Left => left;

        public Node Right => right;
    }

    public sealed class In(int position, Node operand, Node[] items) : Node(position, [operand, .. items])
    {
        public Node Operand => operand;

        public Node[] Items => items;
    }

    public sealed class Within(int position, Node operand, Node duration) : Node(position, operand, duration)
    {
        public Node Operand => operand;

        public Node Duration => duration;
    }

    public sealed class Conditional(int position, Node condition, Node whenTrue, Node whenFalse)
        : Node(position, condition, whenTrue, whenFalse)
    {
        public Node Condition => condition;

        public Node WhenTrue => whenTrue;

        public Node WhenFalse => whenFalse;
    }

    public sealed class Aggregate(int position, AggregateKind kind, string table, Node? value, Node? condition)
        : Node(position, value, condition)
    {
        public AggregateKind Kind => kind;

        public string Table => table;

        public Node? Value => value;

        public Node? Condition => condition;
    }

    /// <summary><c>has(table)</c>: the subject has a row.</summary>
    public sealed class Has(int position, string table) : Node(position)
    {
        public string Table => table;
    }

    public sealed class YearsBetween(int position, Node from, Node to) : Node(position, from, to)
    {
        public Node From => from;

        public Node To => to;
    }

    public sealed class TextTest(int position, TextTestKind kind, Node operand, Node argument) : Node(position, operand, argument)
    {
        public TextTestKind Kind => kind;

        public Node Operand => operand;

        public Node Argument => argument;
    }
}
