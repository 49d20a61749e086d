namespace FedExchange.Governance.Expressions;

/// <summary>A word of the source; <c>Text</c> is the content for text literals and the source characters otherwise.</summary>
internal readonly record struct Token(TokenKind Kind, int Position, string Text, Value Value = default)
{
    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && string.Equals(Text, symbol, StringComparison.Ordinal);

    public bool IsName(string name) => Kind == TokenKind.Name && string.Equals(Text, name, StringComparison.Ordinal);

    public string Describe() => Kind == TokenKind.End ? "the end of the expression" : $"'{Text}'";
}
