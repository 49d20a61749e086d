namespace FedExchange.Governance.Audit;

/// <summary>How far the ledger has followed the log: kept outside the log's folder, so that putting back an older folder shows.</summary>
internal sealed record LedgerAnchor(long Size, byte[] Root);
