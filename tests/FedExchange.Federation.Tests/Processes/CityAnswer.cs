using FedExchange.Cli.Connections;

namespace FedExchange.Federation.Tests.Processes;

/// <summary>An answer that a caller holds in its hands: from then on nothing about it may be lost.</summary>
/// <param name="Definition">What was asked.</param>
/// <param name="Person">About whom.</param>
/// <param name="Answer">Result and receipt.</param>
internal sealed record CityAnswer(string Definition, int Person, VerificationAnswer Answer);
