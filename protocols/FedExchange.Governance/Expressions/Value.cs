namespace FedExchange.Governance.Expressions;

/// <summary>
/// One cell of a register, or an intermediate result of an expression. It holds personal data, so its text form
/// gives the kind only.
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    // Text or a boxed decimal. Values are copied at every step of an evaluation, so they are kept to three words.
    private readonly object? content;
    private readonly long bits;

    private Value(ValueKind kind, long bits = 0, object? content = null, bool rounded = false)
    {
        Kind = kind;
        this.bits = bits;
        this.content = content;
        IsRounded = rounded;
    }

    /// <summary>Nothing known: no row or an empty cell.</summary>
    public static Value Null => default;

    /// <summary>Cannot be decided.</summary>
    public static Value Undetermined => new(ValueKind.Undetermined);

    /// <summary>What the value holds; decides which accessor may be used.</summary>
    public ValueKind Kind { get; }

    /// <summary>True when a division was rounded on the way to this number; such numbers compare with a tolerance.</summary>
    internal bool IsRounded { get; }

    /// <summary>The Boolean held.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public bool AsBoolean => Is(ValueKind.Boolean) && bits != 0;

    /// <summary>The integer held.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public long AsInteger => Is(ValueKind.Integer) ? bits : 0;

    /// <summary>The number held, integers included.</summary>
    /// <exception cref="InvalidOperationException">The value is not a number.</exception>
    public decimal AsDecimal => Kind == ValueKind.Integer ? bits : Is(ValueKind.Decimal) ? (decimal)content! : 0;

    /// <summary>The text held.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public string AsText => Is(ValueKind.Text) ? (string)content! : "";

    /// <summary>The date held.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public DateOnly AsDate => Is(ValueKind.Date) ? DateOnly.FromDayNumber((int)bits) : default;

    internal bool IsNumber => Kind is ValueKind.Integer or ValueKind.Decimal;

    internal bool IsMissing => Kind is ValueKind.Null or ValueKind.Undetermined;

    internal bool IsTrue => Kind == ValueKind.Boolean && bits != 0;

    internal bool IsFalse => Kind == ValueKind.Boolean && bits == 0;

    internal long Bits => bits;

    internal int Months => (int)(bits >> 32);

    internal int Days => (int)bits;

    /// <summary>A Boolean value.</summary>
    public static Value FromBoolean(bool value) => new(ValueKind.Boolean, value ? 1 : 0);

    /// <summary>An integer value.</summary>
    public static Value FromInteger(long value) => new(ValueKind.Integer, value);

    /// <summary>A decimal value, exact.</summary>
    public static Value FromDecimal(decimal value) => new(ValueKind.Decimal, content: value);

    /// <summary>A text value.</summary>
    public static Value FromText(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(ValueKind.Text, content: value);
    }

    /// <summary>A date value.</summary>
    public static Value FromDate(DateOnly value) => new(ValueKind.Date, value.DayNumber);

    internal static Value FromRounded(decimal value) => new(ValueKind.Decimal, content: value, rounded: true);

    internal static Value FromDuration(int months, int days) => new(ValueKind.Duration, ((long)months << 32) | (uint)days);

    internal static Value FromTernary(Ternary value) => value switch
    {
        Ternary.True => FromBoolean(true),
        Ternary.False => FromBoolean(false),
        _ => Undetermined,
    };

    internal Ternary ToTernary() => Kind != ValueKind.Boolean ? Ternary.Undetermined : bits != 0 ? Ternary.True : Ternary.False;

    /// <summary>Same kind and same content; an integer never equals a decimal here.</summary>
    public bool Equals(Value other) => Kind == other.Kind && bits == other.bits && Equals(content, other.content);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, bits, content);

    /// <summary>The kind, never the content.</summary>
    public override string ToString() => Kind.ToString();

    /// <summary>Same kind and same content.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Another kind or another content.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    private bool Is(ValueKind kind) => Kind == kind
        ? true
        : throw new InvalidOperationException($"A value of kind {Kind} was read as {kind}.");
}
