using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Text.Json;
using FedExchange.Coordinator.Hosting;
using FedExchange.Wire.Admin.V1;

namespace FedExchange.Coordinator.Tests;

public sealed class HostTests
{
    [Fact]
    public void A_new_region_has_its_keys_for_the_owners_eyes_only_and_is_never_overwritten()
    {
        using var directory = new TestDirectory();
        CoordinatorSetup.Init(directory.Path, "testland");
        if (!OperatingSystem.IsWindows())
        {
            foreach (var secret in new[] { "ca.key", "directory.key", "operator.key" })
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(directory.File(secret)));
            }
        }

        Assert.Equal("testland", CoordinatorOptions.Load(directory.Path).Region);
        var again = Assert.Throws<CoordinatorException>(() => CoordinatorSetup.Init(directory.Path, "other"));
        Assert.Contains("holds a region already", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_tell_every_problem_with_its_line()
    {
        var error = Assert.Throws<CoordinatorException>(() => CoordinatorOptions.Parse(
            "region: r\nlisten: somewhere\ncertificateLifetime: P900D\ncolour: red\njobs: {resend: soon}\n", "coordinator.yaml"));
        foreach (var part in new[] { "listen", "certificateLifetime", "colour", "resend", "2", "3", "4", "5" })
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_listen_address_that_is_none_is_told_before_anything_is_written()
    {
        using var directory = new TestDirectory();
        Assert.Throws<CoordinatorException>(() => CoordinatorSetup.Init(directory.Path, "testland", "nowhere"));
        Assert.Empty(System.IO.Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public async Task It_starts_quickly_opens_one_port_and_says_where()
    {
        var before = Listeners();
        var start = Stopwatch.GetTimestamp();
        await using var region = await TestRegion.StartAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"ready after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
        using var run = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(region.Path, "run.json")));
        Assert.Equal(Environment.ProcessId, run.RootElement.GetProperty("pid").GetInt32());
        Assert.Equal(region.Server.Address, run.RootElement.GetProperty("address").GetString());
        Assert.DoesNotContain(11111, Listeners().Except(before));
    }

    [Fact]
    public async Task Several_coordinators_run_side_by_side_but_one_per_directory()
    {
        await using var one = await TestRegion.StartAsync();
        await using var two = await TestRegion.StartAsync();
        Assert.NotEqual(one.Server.Address, two.Server.Address);
        var second = await Assert.ThrowsAsync<CoordinatorException>(() => CoordinatorServer.StartAsync(one.Path));
        Assert.Contains("Another coordinator runs", second.Message, StringComparison.Ordinal);
        await one.Admin.GetStatusAsync();
    }

    [Fact]
    public async Task A_free_port_once_found_is_kept_over_a_restart()
    {
        await using var region = await TestRegion.StartAsync();
        var address = region.Server.Address;
        await region.RestartAsync();
        Assert.Equal(address, region.Server.Address);
    }

    [Fact]
    public async Task A_taken_port_is_told_in_plain_words()
    {
        await using var region = await TestRegion.StartAsync();
        using var directory = new TestDirectory();
        CoordinatorSetup.Init(directory.Path, "testland", region.Server.Address);
        var error = await Assert.ThrowsAsync<CoordinatorException>(() => CoordinatorServer.StartAsync(directory.Path));
        Assert.Contains("cannot listen", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clean_stop_removes_run_json_and_the_admin_client_says_what_to_do()
    {
        using var directory = new TestDirectory();
        CoordinatorSetup.Init(directory.Path, "testland", "127.0.0.1:0");
        var missing = Assert.Throws<CoordinatorException>(() => CoordinatorAdminClient.Open(directory.Path));
        Assert.Contains("does not run", missing.Message, StringComparison.Ordinal);

        using var stop = new CancellationTokenSource();
        var running = CoordinatorHost.RunAsync(directory.Path, stop.Token);
        while (!File.Exists(directory.File("run.json")))
        {
            await Task.Yield();
        }

        using var admin = CoordinatorAdminClient.Open(directory.Path);
        Assert.Equal("testland", (await admin.GetStatusAsync()).Region);
        await stop.CancelAsync();
        await running;
        Assert.False(File.Exists(directory.File("run.json")));
        var gone = await Assert.ThrowsAsync<CoordinatorException>(() => admin.GetStatusAsync());
        Assert.Contains("start it with fedx coordinator run", gone.Message, StringComparison.Ordinal);
        Assert.Contains("holds no region", Assert.Throws<CoordinatorException>(() => CoordinatorAdminClient.Open(directory.File("nowhere"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_without_a_region_cannot_be_run()
    {
        using var directory = new TestDirectory();
        await Assert.ThrowsAsync<CoordinatorException>(() => CoordinatorHost.RunAsync(directory.Path));
    }

    [Fact]
    public async Task The_operators_client_refuses_a_server_that_the_regions_ca_does_not_vouch_for()
    {
        await using var real = await TestRegion.StartAsync();
        await using var other = await TestRegion.StartAsync();
        File.Copy(Path.Combine(other.Path, "run.json"), Path.Combine(real.Path, "run.json"), overwrite: true);
        using var admin = CoordinatorAdminClient.Open(real.Path);
        await Assert.ThrowsAsync<CoordinatorException>(() => admin.GetStatusAsync());
    }

    [Fact]
    public async Task Members_and_witnessed_checkpoints_are_there_after_a_restart()
    {
        await using var region = await TestRegion.StartAsync();
        var node = await region.MemberAsync("alpha");
        await region.RestartAsync();
        await node.LinkAsync();
        var status = await region.Admin.GetStatusAsync();
        Assert.True(status.Links.Single().Connected);
        Assert.NotNull(node.Open(status.Directory).Directory.Find("alpha"));
        Assert.Equal("approved", Assert.Single(await region.Admin.ListEnrolmentsAsync()).State);
        Assert.IsType<GetStatusResponse>(status);
    }

    private static HashSet<int> Listeners() => [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(l => l.Port)];
}
