using FedExchange.Governance.Directory;
using FedExchange.Registers;

namespace FedExchange.Node;

/// <summary>What node.yaml says. Every problem in the file is told at once when it is read; inside, everything is valid.</summary>
internal sealed class NodeOptions
{
    /// <summary>This node's id in the region: lower-case letters, digits and dashes, at most 64 characters.</summary>
    public required string NodeId { get; init; }

    /// <summary>Display name.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>Coordinator, host:port. Null before `fedx node join`.</summary>
    public string? Coordinator { get; init; }

    /// <summary>Where other nodes connect. Default 127.0.0.1:0 (any free port).</summary>
    public ListenAddress PeerListen { get; init; } = ListenAddress.AnyLoopbackPort;

    /// <summary>What the directory shall say about reaching this node: "auto" (the listen address), "none" (relay only), or host:port. Default auto.</summary>
    public string PeerAdvertise { get; init; } = "auto";

    /// <summary>Where in-house systems connect over REST; loopback only. Default 127.0.0.1:0 (any free port).</summary>
    public ListenAddress ApiListen { get; init; } = ListenAddress.AnyLoopbackPort;

    /// <summary>Where in-house systems connect over gRPC (HTTP/2 without TLS); loopback only. Default 127.0.0.1:0.</summary>
    public ListenAddress ApiGrpcListen { get; init; } = ListenAddress.AnyLoopbackPort;

    /// <summary>The registers that this node answers from; may be empty for a node that only asks.</summary>
    public IReadOnlyList<DataSetOptions> Data { get; init; } = [];

    /// <summary>The policy file, absolute.</summary>
    public required string PolicyFile { get; init; }

    /// <summary>How many relayed requests are worked on at once. Default 32, 1 to 1024.</summary>
    public int RelayedConcurrency { get; init; } = 32;

    /// <summary>Lowest level that is logged: debug, information, warning or error. Default information.</summary>
    public NodeLogLevel LogLevel { get; init; } = NodeLogLevel.Information;
}

/// <summary>How much the node logs.</summary>
internal enum NodeLogLevel
{
    /// <summary>Everything; for a steward who looks for a fault.</summary>
    Debug,

    /// <summary>What happens.</summary>
    Information,

    /// <summary>What somebody should look at.</summary>
    Warning,

    /// <summary>What fails.</summary>
    Error,
}
