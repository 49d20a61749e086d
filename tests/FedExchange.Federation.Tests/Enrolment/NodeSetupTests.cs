using FedExchange.Federation.Tests.Links;
using FedExchange.Node;
using FedExchange.Node.Identity;

namespace FedExchange.Federation.Tests.Enrolment;

public sealed class NodeSetupTests
{
    [Fact]
    public void Secrets_are_for_the_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using var folder = new ScratchFolder();
        var paths = Init(folder);
        foreach (var file in new[] { paths.AuthKey, paths.SignKey, paths.SealKey, paths.LogKey, paths.ApiToken })
        {
#pragma warning disable CA1416 // skipped above
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
#pragma warning restore CA1416
        }
    }

    [Fact]
    public void A_key_that_others_may_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using var folder = new ScratchFolder();
        var paths = Init(folder);
#pragma warning disable CA1416 // skipped above
        File.SetUnixFileMode(paths.SealKey, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
#pragma warning restore CA1416
        var refused = Assert.Throws<NodeException>(() => NodeKeys.Load(paths));
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_key_is_named()
    {
        using var folder = new ScratchFolder();
        var paths = Init(folder);
        PrivateFile.Write(paths.LogKey, "-----BEGIN FEDEXCHANGE LOG KEY SEED-----\nAAAA\n-----END FEDEXCHANGE LOG KEY SEED-----\n");
        Assert.Contains("log.key", Assert.Throws<NodeException>(() => NodeKeys.Load(paths)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_survive_the_disk()
    {
        using var folder = new ScratchFolder();
        var paths = new NodePaths(folder["node"]);
        var fingerprint = NodeSetup.Init(paths.Root, "household");
        using var keys = NodeKeys.Load(paths);
        using var again = NodeKeys.Load(paths);
        Assert.Equal(fingerprint, keys.Sign.VerifyingKey.Fingerprint);
        Assert.Equal(keys.Seal.PublicKey, again.Seal.PublicKey);
        Assert.Equal(keys.Log.PublicKey, again.Log.PublicKey);
    }

    [Fact]
    public void A_second_init_keeps_the_first_keys()
    {
        using var folder = new ScratchFolder();
        var paths = Init(folder);
        var before = File.ReadAllText(paths.SignKey);
        Assert.Equal("NODE_EXISTS", Assert.Throws<NodeException>(() => NodeSetup.Init(paths.Root, "household")).Code);
        Assert.Equal(before, File.ReadAllText(paths.SignKey));
    }

    [Fact]
    public void An_impossible_id_is_refused()
    {
        using var folder = new ScratchFolder();
        foreach (var id in new[] { "", "House", "1st", "a b", "../x", new string('a', 65) })
        {
            Assert.Equal("NODE_ID_INVALID", Assert.Throws<NodeException>(() => NodeSetup.Init(folder["node"], id)).Code);
        }

        Assert.False(Directory.Exists(folder["node"]));
    }

    [Fact]
    public void The_coordinators_address_is_written_once_and_comments_stay()
    {
        using var folder = new ScratchFolder();
        var paths = Init(folder);
        NodeSetup.SetCoordinator(paths, "one:1");
        NodeSetup.SetCoordinator(paths, "two:2");
        var text = File.ReadAllText(paths.Options);
        Assert.Equal("two:2", NodeOptionsFile.Read(paths).Coordinator);
        Assert.DoesNotContain("one:1", text, StringComparison.Ordinal);
        Assert.Contains("# A FedExchange node.", text, StringComparison.Ordinal);
    }

    private static NodePaths Init(ScratchFolder folder)
    {
        var paths = new NodePaths(folder["node"]);
        NodeSetup.Init(paths.Root, "household");
        return paths;
    }
}
