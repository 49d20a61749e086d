namespace FedExchange.Node.Links;

/// <summary>Who is at the other end of a direct connection: the certificate names a node, the directory says whether it is a member now.</summary>
internal interface IPeerCallers
{
    /// <summary>
    /// Checks a call on the peer endpoint. True gives the node id of the caller's certificate, which must equal the frame's sender;
    /// false gives one sentence to refuse with. Checked per call, because a member may be suspended while its connection lives.
    /// </summary>
    bool TryIdentify(HttpContext context, out string nodeId, out string refusal);
}
