using FedExchange.Crypto.PublicKey;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Tests.Support;

namespace FedExchange.Governance.Tests.Directory;

public sealed class DirectoryTests : IDisposable
{
    private readonly Region _region = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _region.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_directory_survives_signing_and_opening()
    {
        var signed = SignedDirectory.Sign(_region.Directory, _region.Key);
        var opened = SignedDirectory.Open(signed.Jws, _region.Key.VerifyingKey).Directory;
        Assert.Equal(_region.Directory.ToJson(), opened.ToJson());
        Assert.Equal("test-region", opened.Region);
        Assert.Equal(7, opened.Members.Count);
        Assert.True(opened.Find("citizens")!.HasRole(MemberRoles.ConsentIssuer));
        Assert.Equal(_region.SignKeyOf("bank").PublicKey, opened.SignKeyOf("bank").Spki);
        Assert.Equal(_region.Definition.Source, opened.FindDefinition("housing.first-home")!.Source);
        Assert.Null(opened.Find("stranger"));
        Assert.Null(opened.FindDefinition("stranger"));
    }

    [Fact]
    public void A_suspended_member_is_found_but_not_active()
    {
        var directory = _region.Build(suspended: "bank");
        Assert.NotNull(directory.Find("bank"));
        Assert.Null(directory.FindActive("bank"));
        Assert.NotNull(directory.FindActive("one-stop"));
    }

    [Fact]
    public void Another_keys_signature_a_changed_text_and_another_kind_of_text_are_refused()
    {
        using var other = SigningKey.Create();
        Refused(DirectoryRefusal.BadSignature, () => SignedDirectory.Open(SignedDirectory.Sign(_region.Directory, other).Jws, _region.Key.VerifyingKey));
        var jws = SignedDirectory.Sign(_region.Directory, _region.Key).Jws;
        Refused(DirectoryRefusal.BadSignature, () => SignedDirectory.Open(jws[..500] + (jws[500] == 'A' ? 'B' : 'A') + jws[501..], _region.Key.VerifyingKey));
        Refused(DirectoryRefusal.BadSignature, () => SignedDirectory.Open("", _region.Key.VerifyingKey));
        var consent = Crypto.Jose.Jws.SignCompact(_region.Directory.ToJson(), _region.Key, "test-region", "fedx-consent");
        Refused(DirectoryRefusal.BadSignature, () => SignedDirectory.Open(consent, _region.Key.VerifyingKey));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    [InlineData("""{"region":"r","version":0,"issuedAt":0,"expiresAt":1,"members":[],"definitions":[]}""")]
    [InlineData("""{"region":"r","version":1,"issuedAt":1,"expiresAt":1,"members":[],"definitions":[]}""")]
    [InlineData("""{"region":"r","version":1,"issuedAt":0,"expiresAt":99999999999999999,"members":[],"definitions":[]}""")]
    [InlineData("""{"region":"r","version":1,"issuedAt":0,"expiresAt":1,"members":[{"id":"a"}],"definitions":[]}""")]
    public void A_signed_text_that_is_no_directory_is_malformed(string json)
    {
        var jws = Crypto.Jose.Jws.SignCompact(System.Text.Encoding.UTF8.GetBytes(json), _region.Key, "r", SignedDirectory.Type);
        Refused(DirectoryRefusal.Malformed, () => SignedDirectory.Open(jws, _region.Key.VerifyingKey));
    }

    [Fact]
    public void Two_members_with_one_id_and_keys_of_a_wrong_form_are_refused()
    {
        var members = _region.Directory.Members;
        var good = members[0];
        Refuse([good, good]);
        Refuse([good with { SignKey = [1, 2, 3] }]);
        Refuse([good with { SealKey = [1] }]);
        Refuse([good with { LogKey = [1] }]);
        Refuse([good with { AuthKeyFingerprint = "x" }]);
        Refuse([good with { Id = "" }]);

        void Refuse(Member[] list) =>
            Refused(DirectoryRefusal.Malformed, () => new MemberDirectory("r", 1, LogBed.Start, LogBed.Start.AddDays(1), list, []));
    }

    [Fact]
    public void The_store_takes_newer_directories_and_keeps_the_newest_over_a_restart()
    {
        var store = OpenStore();
        var changes = 0;
        store.Changed += (_, _) => changes++;
        Assert.Null(store.Current);
        Assert.True(store.Accept(Sign(5)));
        Assert.True(store.Accept(Sign(6)));
        Assert.False(store.Accept(Sign(6)));
        Assert.Equal(2, changes);
        Assert.Equal(6, store.Current!.Version);

        var again = OpenStore();
        Assert.Equal(6, again.Current!.Version);
        Assert.Equal(store.CurrentJws, again.CurrentJws);
    }

    [Fact]
    public void An_older_directory_is_refused_also_after_a_restart_and_even_when_the_file_was_put_back()
    {
        var old = Sign(5);
        var store = OpenStore();
        store.Accept(old);
        store.Accept(Sign(6));
        Refused(DirectoryRefusal.Rollback, () => store.Accept(old));
        Assert.Equal(6, store.Current!.Version);
        Refused(DirectoryRefusal.Rollback, () => OpenStore().Accept(old));

        File.WriteAllText(_folder["directory.jws"], old);
        Refused(DirectoryRefusal.Rollback, () => OpenStore());
        File.Delete(_folder["directory.jws"]);
        Refused(DirectoryRefusal.Rollback, () => OpenStore().Accept(old));
    }

    [Fact]
    public void The_same_version_with_other_content_is_a_fork()
    {
        var store = OpenStore();
        store.Accept(Sign(5));
        Refused(DirectoryRefusal.Fork, () => store.Accept(Sign(5, title: "Another name")));
        Refused(DirectoryRefusal.Fork, () => OpenStore().Accept(Sign(5, title: "Another name")));
    }

    [Fact]
    public void A_directory_of_another_region_and_a_damaged_file_are_refused()
    {
        var store = OpenStore();
        Refused(DirectoryRefusal.WrongRegion, () => store.Accept(SignedDirectory.Sign(_region.Build(region: "elsewhere"), _region.Key).Jws));
        store.Accept(Sign(5));
        File.WriteAllText(_folder["directory.jws"], "damaged");
        Refused(DirectoryRefusal.BadSignature, () => OpenStore());
        File.WriteAllText(_folder["directory.jws.floor"], "damaged");
        Refused(DirectoryRefusal.Malformed, () => OpenStore());
    }

    [Fact]
    public void A_directory_is_fresh_for_its_seven_days()
    {
        var store = OpenStore();
        Assert.False(store.IsFresh(LogBed.Start));
        store.Accept(Sign(5));
        Assert.True(store.IsFresh(LogBed.Start.AddDays(6.9)));
        Assert.False(store.IsFresh(LogBed.Start.AddDays(7)));
    }

    private DirectoryStore OpenStore() => DirectoryStore.Open(_folder["directory.jws"], "test-region", _region.Key.VerifyingKey);

    private string Sign(long version, string? title = null) => SignedDirectory.Sign(_region.Build(version, title: title), _region.Key).Jws;

    private static void Refused(string reason, Func<object?> action) =>
        Assert.Equal(reason, Assert.Throws<DirectoryException>(action).Reason);
}
