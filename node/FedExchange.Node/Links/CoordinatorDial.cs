using Grpc.Net.Client;

namespace FedExchange.Node.Links;

/// <summary>Opens a fresh channel to the coordinator.</summary>
internal delegate GrpcChannel CoordinatorDial();
