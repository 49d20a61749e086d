namespace FedExchange.Governance.Audit;

/// <summary>The kinds of entries that have a meaning to the ledger or to an auditor's tools.</summary>
public static class AuditKinds
{
    /// <summary>The log's first entry.</summary>
    public const string Created = "created";

    /// <summary>After a crash the unfinished end of the file was cut; says how many bytes. None of them had been acknowledged.</summary>
    public const string Cut = "cut";

    /// <summary>The policy allowed a request; the data may be read.</summary>
    public const string Granted = "granted";

    /// <summary>The same request came again with the same binding; nothing is counted a second time.</summary>
    public const string GrantedAgain = "granted-again";

    /// <summary>The policy refused a request.</summary>
    public const string Denied = "denied";

    /// <summary>A result left the node; the entry holds its bytes.</summary>
    public const string Released = "released";

    /// <summary>The release gate refused to let a result leave.</summary>
    public const string ReleaseDenied = "release-denied";

    /// <summary>This node asked a question, as a requester.</summary>
    public const string Asked = "asked";

    /// <summary>This node learned an answer, as a requester; its receipt refers to this entry.</summary>
    public const string Answered = "answered";

    /// <summary>Says whether only this library may write the kind.</summary>
    /// <param name="kind">The kind.</param>
    public static bool IsReserved(string kind) =>
        kind is Created or Cut or Granted or GrantedAgain or Denied or Released or ReleaseDenied or Asked or Answered;
}
