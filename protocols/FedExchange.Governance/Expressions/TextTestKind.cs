namespace FedExchange.Governance.Expressions;

internal enum TextTestKind
{
    StartsWith,
    EndsWith,
    Contains,
}
