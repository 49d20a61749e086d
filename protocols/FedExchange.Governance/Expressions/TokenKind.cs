namespace FedExchange.Governance.Expressions;

internal enum TokenKind
{
    End,
    Name,
    Integer,
    Decimal,
    Text,
    Duration,
    Symbol,
}
