using System.Text;
using FedExchange.Coordinator.Directory;
using FedExchange.Coordinator.Storage;
using FedExchange.Crypto.PublicKey;
using FedExchange.Governance.Directory;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace FedExchange.Coordinator.Tests;

public sealed class DirectoryTests
{
    private const string Definition = """
        kind: VerificationEndpoint
        id: housing.first-home
        version: 1
        title: {zh: 首套房, en: First home}
        owner: housing
        purposes: [housing.first-home]
        grade: L3
        subject: {type: cn.rid, mode: disclosed, name: required}
        inputs:
          owns: {node: alpha, predicate: "count(property) > 0"}
          insured: {node: beta, predicate: "count(insurance) >= 60"}
        rule: "!owns && insured"
        reveal: result
        limits: {perRequester: 600/h, perSubject: 3/d}
        """;

    [Fact]
    public async Task Versions_only_grow_and_the_history_keeps_every_one()
    {
        await using var region = await TestRegion.StartAsync();
        var registry = region.Part<DirectoryRegistry>();
        await region.MemberAsync("alpha");
        await region.Admin.SuspendMemberAsync("alpha", true);
        var again = await region.Admin.SuspendMemberAsync("alpha", true);
        var history = registry.History();
        Assert.Equal([1, 2, 3], history.Select(h => h.Version));
        Assert.Equal(3, again);
        var key = VerifyingKey.FromSpki(registry.PublicKey);
        Assert.Equal([0, 1, 1], history.Select(h => SignedDirectory.Open(h.Jws, key).Directory.Members.Count));
        Assert.Null(registry.Current.Directory.FindActive("alpha"));
    }

    [Fact]
    public async Task The_history_can_be_neither_rewritten_nor_cut()
    {
        await using var region = await TestRegion.StartAsync();
        var database = region.Part<CoordinatorDatabase>();
        await Assert.ThrowsAsync<SqliteException>(() => database.WriteAsync("DELETE FROM directory"));
        await Assert.ThrowsAsync<SqliteException>(() => database.WriteAsync("UPDATE directory SET jws = 'x'"));
    }

    [Fact]
    public async Task Changes_at_the_same_time_all_come_in_one_after_the_other()
    {
        await using var region = await TestRegion.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => region.MemberAsync($"node-{i}")));
        var registry = region.Part<DirectoryRegistry>();
        Assert.Equal(6, registry.Current.Directory.Members.Count);
        Assert.Equal(7, registry.Current.Directory.Version);
    }

    [Fact]
    public async Task A_directory_is_signed_anew_at_half_its_life()
    {
        using var directory = new TestDirectory();
        using var database = CoordinatorDatabase.Open(directory.File("c.db"));
        using var key = SigningKey.Create();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        var registry = await DirectoryRegistry.OpenAsync(database, key, "r", time, TimeSpan.FromDays(7));
        time.Advance(TimeSpan.FromDays(3));
        await registry.RenewAsync();
        Assert.Equal(1, registry.Current.Directory.Version);
        time.Advance(TimeSpan.FromDays(1));
        await registry.RenewAsync();
        Assert.Equal(2, registry.Current.Directory.Version);
        Assert.Equal(time.GetUtcNow().AddDays(7), registry.Current.Directory.ExpiresAt);
    }

    [Fact]
    public async Task A_directory_by_another_key_or_of_another_region_is_not_opened()
    {
        using var directory = new TestDirectory();
        using var database = CoordinatorDatabase.Open(directory.File("c.db"));
        using var key = SigningKey.Create();
        using var other = SigningKey.Create();
        await DirectoryRegistry.OpenAsync(database, key, "r", TimeProvider.System, TimeSpan.FromDays(7));
        await Assert.ThrowsAsync<CoordinatorException>(() => DirectoryRegistry.OpenAsync(database, other, "r", TimeProvider.System, TimeSpan.FromDays(7)));
        await Assert.ThrowsAsync<CoordinatorException>(() => DirectoryRegistry.OpenAsync(database, key, "s", TimeProvider.System, TimeSpan.FromDays(7)));
    }

    [Fact]
    public async Task A_definition_is_published_once_and_changed_only_under_a_higher_version()
    {
        await using var region = await TestRegion.StartAsync();
        await region.MemberAsync("alpha");
        await region.MemberAsync("beta");
        var first = await PublishAsync(region, Definition);
        var again = await PublishAsync(region, Definition);
        Assert.Equal(first, again);
        var published = Assert.Single(region.Part<DirectoryRegistry>().Current.Directory.Definitions);
        Assert.Equal((first.Id, first.Hash), (published.Id, published.Hash));

        var changed = Definition.Replace(">= 60", ">= 12", StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<CoordinatorException>(() => PublishAsync(region, changed));
        Assert.StartsWith("VERSION_TAKEN", refused.Message, StringComparison.Ordinal);
        var second = await PublishAsync(region, changed.Replace("version: 1", "version: 2", StringComparison.Ordinal));
        Assert.Equal(first.DirectoryVersion + 1, second.DirectoryVersion);
    }

    [Fact]
    public async Task A_definition_needs_members_and_proper_yaml()
    {
        await using var region = await TestRegion.StartAsync();
        await region.MemberAsync("alpha");
        var stranger = await Assert.ThrowsAsync<CoordinatorException>(() => PublishAsync(region, Definition));
        Assert.StartsWith("UNKNOWN_PROVIDER", stranger.Message, StringComparison.Ordinal);
        Assert.Contains("beta", stranger.Message, StringComparison.Ordinal);
        var wrong = await Assert.ThrowsAsync<CoordinatorException>(() => PublishAsync(region, Definition + "\ncolour: red\n"));
        Assert.StartsWith("INVALID_DEFINITION", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("colour", wrong.Message, StringComparison.Ordinal);
    }

    private static Task<Wire.Admin.V1.PublishDefinitionResponse> PublishAsync(TestRegion region, string yaml) =>
        region.Admin.PublishDefinitionAsync(Encoding.UTF8.GetBytes(yaml));
}
