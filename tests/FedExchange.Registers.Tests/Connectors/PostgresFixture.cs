using FedExchange.Registers.Tests.Support;
using Npgsql;

namespace FedExchange.Registers.Tests.Connectors;

/// <summary>One server for the class, started when there is a binary.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? server;

    public PostgresServer Server
    {
        get
        {
            Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
            return server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.WhyMissing is null)
            server = await PostgresServer.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (server is not null)
            await server.DisposeAsync();
    }

    public async Task RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Server.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
