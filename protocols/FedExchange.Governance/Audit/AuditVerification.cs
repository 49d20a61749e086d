namespace FedExchange.Governance.Audit;

/// <summary>What a check of a log has found; one of the two records inside.</summary>
public abstract record AuditVerification
{
    private AuditVerification()
    {
    }

    /// <summary>Every byte is what was signed.</summary>
    /// <param name="Origin">The log's name.</param>
    /// <param name="Size">How many entries it has.</param>
    /// <param name="Root">The root over all of them.</param>
    /// <param name="UnfinishedBytes">Bytes of an append that has not been acknowledged (the node is running, or was killed); normally 0.</param>
    public sealed record Ok(string Origin, long Size, byte[] Root, long UnfinishedBytes) : AuditVerification;

    /// <summary>Something was changed, cut off, or put back.</summary>
    /// <param name="Entry">Index of the first damaged or missing entry; when only its batch is known, of the batch's first.</param>
    /// <param name="What">What is wrong, in plain words.</param>
    /// <param name="Offset">Where in <c>entries.log</c>, in bytes.</param>
    public sealed record Damaged(long Entry, string What, long Offset) : AuditVerification;
}
