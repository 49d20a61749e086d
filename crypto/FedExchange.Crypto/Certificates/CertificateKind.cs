namespace FedExchange.Crypto.Certificates;

/// <summary>What a certificate of the region is for; stands in it as the organisational unit.</summary>
public enum CertificateKind
{
    /// <summary>The region's authority itself (<c>OU=authority</c>).</summary>
    Authority,

    /// <summary>A member's node (<c>OU=node</c>).</summary>
    Node,

    /// <summary>The coordinator's server (<c>OU=server</c>).</summary>
    Server,

    /// <summary>A person who administers the coordinator (<c>OU=operator</c>).</summary>
    Operator,
}
