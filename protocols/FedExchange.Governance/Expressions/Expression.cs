namespace FedExchange.Governance.Expressions;

/// <summary>
/// A department's local predicate: a subset of CEL over the subject's rows, three-valued after Kleene. Compiled when
/// parsed; immutable and safe for concurrent use.
/// </summary>
/// <remarks>
/// <para><c>table.column</c> reads the subject's row (no row: null; rows that differ: undetermined). <c>has(table)</c>,
/// <c>has(table.column)</c>, <c>count(table[, condition])</c>, <c>exists(table, condition)</c>,
/// <c>sum|min|max(table, value[, condition])</c> look at all rows; inside, columns stand alone.</para>
/// <para><c>+ - * / %</c>, comparisons, <c>in [..]</c>, <c>&amp;&amp; || !</c>, <c>?:</c>, <c>startsWith</c>,
/// <c>endsWith</c>, <c>contains</c>, <c>date("2024-01-31")</c>, <c>today</c>, <c>date within P10Y</c>,
/// <c>today - P10Y</c>, <c>years_between(a, b)</c>.</para>
/// <para>Integer division truncates. Overflow, division by zero and comparisons with null are undetermined;
/// <c>== null</c> and <c>!= null</c> decide.</para>
/// </remarks>
public sealed class Expression
{
    /// <summary>The longest source accepted, in characters.</summary>
    public const int MaxLength = 8192;

    private readonly Node root;
    private readonly Evaluator evaluator;
    private readonly string[] tables;

    private Expression(string source, Node root, string[] tables)
    {
        Source = source;
        this.root = root;
        this.tables = tables;
        evaluator = new Compiler(tables).Compile(root);
    }

    /// <summary>The text that was parsed.</summary>
    public string Source { get; }

    /// <summary>The tables the expression names, each once, in ordinal order.</summary>
    public IReadOnlyList<string> Tables => tables;

    /// <summary>Reads an expression.</summary>
    /// <param name="source">The text, at most <see cref="MaxLength"/> characters.</param>
    /// <exception cref="ExpressionException">The text is not an expression; the message says where and what to write.</exception>
    public static Expression Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Length > MaxLength)
            throw new ExpressionException(MaxLength, $"an expression may have at most {MaxLength} characters");
        var parser = new Parser(source);
        var root = parser.ParseWhole();
        return new Expression(source, root, [.. parser.Tables]);
    }

    /// <summary>Checks names and types against the tables of a register.</summary>
    /// <returns>Every problem, in the order of the source's tree; empty when the expression fits.</returns>
    public IReadOnlyList<Diagnostic> Check(IReadOnlyDictionary<string, TableSchema> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        return new TypeChecker(tables).CheckWhole(root);
    }

    /// <summary>Decides the expression for one subject. Never throws on data: what cannot be decided is undetermined.</summary>
    public Ternary Evaluate(ISubjectRows rows, EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(context);
        var read = new TableRows?[tables.Length];
        for (var index = 0; index < tables.Length; index++)
            read[index] = rows.Rows(tables[index]);
        return evaluator(new EvaluationFrame(read, context.Today)).ToTernary();
    }

    /// <summary>The source text.</summary>
    public override string ToString() => Source;
}
