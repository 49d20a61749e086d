using FedExchange.Federation.Tests.Links;
using FedExchange.Node;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FedExchange.Federation.Tests.Enrolment;

public sealed class PolicyFileTests : IDisposable
{
    private const string OneRule = "rules: [{name: n, protocol: count, requesters: [a], purposes: [p], tables: [t], consent: not-required}]";

    private readonly ScratchFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly PolicyFile _policy;

    public PolicyFileTests() => _policy = new PolicyFile(_folder["policy.yaml"], _time, NullLogger<PolicyFile>.Instance);

    [Fact]
    public void No_file_allows_nothing()
    {
        _policy.Load();
        Assert.Null(_policy.Current);
    }

    [Fact]
    public void A_mistake_stops_the_start_and_names_the_line()
    {
        Write("rules: []\nruels: []");
        var refused = Assert.Throws<NodeException>(_policy.Load);
        Assert.Equal("POLICY_INVALID", refused.Code);
        Assert.Contains("policy.yaml:2:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_counts_without_a_restart_and_a_mistake_allows_nothing_until_it_is_mended()
    {
        Write("rules: []");
        _policy.Load();
        Assert.Empty(_policy.Current!.Rules);
        Write(OneRule);
        Assert.Single(_policy.Current!.Rules);
        Write(OneRule + "\nnonsense: [");
        Assert.Null(_policy.Current);
        Write(OneRule);
        Assert.Single(_policy.Current!.Rules);
        File.Delete(_folder["policy.yaml"]);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(_policy.Current);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_for_a_while_allows_nothing_until_it_can()
    {
        Write("rules: []");
        _policy.Load();
        Write(OneRule);
        using (new FileStream(_folder["policy.yaml"], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Null(_policy.Current);
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Single(_policy.Current!.Rules);
    }

    [Fact]
    public void The_template_allows_nothing()
    {
        Write(NodeTemplates.Policy);
        _policy.Load();
        Assert.Empty(_policy.Current!.Rules);
    }

    [Fact]
    public void What_the_template_teaches_is_valid()
    {
        var taught = NodeTemplates.Policy.Split('\n')
            .SkipWhile(line => !line.StartsWith("# rules:", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith("# ", StringComparison.Ordinal))
            .Select(line => line[2..]);
        Write(string.Join('\n', taught));
        _policy.Load();
        Assert.Equal(2, _policy.Current!.Rules.Count);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string text)
    {
        File.WriteAllText(_folder["policy.yaml"], text);
        _time.Advance(TimeSpan.FromSeconds(2));
    }
}
