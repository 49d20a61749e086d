using System.ComponentModel;
using System.Text.Json;

namespace FedExchange.Node.Api;

/// <summary>The released answer.</summary>
internal sealed class VerifyAnswer
{
    /// <summary>What is known.</summary>
    [Description("true, false, or undetermined: the registers cannot decide and a person has to look.")]
    public required string Result { get; init; }

    /// <summary>Receipt.</summary>
    [Description("Receipt: JWS in JSON general serialisation (RFC 7515, section 7.2.1), ES256. 'fedx receipt verify' checks it offline.")]
    public required JsonElement Receipt { get; init; }
}
