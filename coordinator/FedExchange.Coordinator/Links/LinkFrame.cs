namespace FedExchange.Coordinator.Links;

/// <summary>A frame for a node, or a sealed exchange, as serialised protobuf: it crosses silos without being looked into.</summary>
[GenerateSerializer, Immutable, Alias("fedx.link-frame")]
internal sealed record LinkFrame(byte[] Bytes);
