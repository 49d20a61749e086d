using FedExchange.Cli.Connections;

namespace FedExchange.Cli.Lab;

/// <summary>What a node and its peers have said to each other, direct or relayed.</summary>
/// <param name="Asked">Requests sent to peers.</param>
/// <param name="Answered">Requests of peers answered.</param>
/// <param name="BytesSent">Bytes of sealed frames sent.</param>
/// <param name="BytesReceived">Bytes of sealed frames received.</param>
internal readonly record struct LabTraffic(long Asked, long Answered, long BytesSent, long BytesReceived)
{
    /// <summary>Both together.</summary>
    public static LabTraffic operator +(LabTraffic one, LabTraffic other) =>
        new(one.Asked + other.Asked, one.Answered + other.Answered, one.BytesSent + other.BytesSent, one.BytesReceived + other.BytesReceived);

    /// <summary>Asks a running node.</summary>
    public static async Task<LabTraffic> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        using var api = NodeApi.Open(folder);
        var body = await api.GetAsync("/v1/traffic", cancellationToken);
        return new LabTraffic(Number("asked"), Number("answered"), Number("bytesSent"), Number("bytesReceived"));

        long Number(string key) => body?[key]?.GetValue<long>() ?? 0;
    }
}
