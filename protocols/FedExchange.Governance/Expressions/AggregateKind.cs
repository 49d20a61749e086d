namespace FedExchange.Governance.Expressions;

internal enum AggregateKind
{
    Count,
    Exists,
    Sum,
    Min,
    Max,
}
