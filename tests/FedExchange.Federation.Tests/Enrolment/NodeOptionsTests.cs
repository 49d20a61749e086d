using FedExchange.Node;

namespace FedExchange.Federation.Tests.Enrolment;

public sealed class NodeOptionsTests
{
    private static readonly NodePaths Paths = new("anywhere");

    [Fact]
    public void The_template_is_valid()
    {
        var options = NodeOptionsFile.Parse(NodeTemplates.Options("household", "Household \"register\"", "户籍"), "node.yaml", Paths);
        Assert.Equal("household", options.NodeId);
        Assert.Equal("Household \"register\"", options.Title.En);
        Assert.Equal("户籍", options.Title.Zh);
        Assert.Null(options.Coordinator);
        Assert.Empty(options.Data);
    }

    [Fact]
    public void What_the_template_teaches_is_valid()
    {
        string[] starts = ["# coordinator:", "# data:", "#   ", "# limits:"];
        var prose = "#            "; // continued lines of an explanation
        var lines = NodeTemplates.Options("household", "Household", "户籍").Split('\n')
            .Select(line => !line.StartsWith(prose, StringComparison.Ordinal) && starts.Any(start => line.StartsWith(start, StringComparison.Ordinal)) ? line[2..] : line);
        var options = NodeOptionsFile.Parse(string.Join('\n', lines), "node.yaml", Paths);
        Assert.Equal("coordinator.example:7000", options.Coordinator);
        Assert.Equal(["property", "insurance"], options.Data.Select(set => set.Name));
    }

    [Fact]
    public void All_problems_are_told_at_once_with_their_lines()
    {
        const string Text = """
            node: Household!
            coordinatr: a:1
            api: {listen: 0.0.0.0:80}
            peer:
              listen: here
              advertise: somewhere
            limits: {relayed_concurrency: 0}
            log: {level: loud}
            """;
        var message = Refusal(Text);
        foreach (var line in new[] { "node.yaml:1:", "node.yaml:2:", "node.yaml:3:", "node.yaml:5:", "node.yaml:6:", "node.yaml:7:", "node.yaml:8:" })
        {
            Assert.Contains(line, message, StringComparison.Ordinal);
        }

        Assert.Contains("'coordinatr'", message, StringComparison.Ordinal);
        Assert.Contains("loopback", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_problem_beside_a_password_does_not_repeat_it()
    {
        const string Text = """
            node: household
            data:
              people:
                kind: postgres
                password: hunter2
                passwrd: hunter3
                subjectColumn: id
            """;
        var message = Refusal(Text);
        Assert.DoesNotContain("hunter", message, StringComparison.Ordinal);
        Assert.Contains("passwrd", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a list")]
    [InlineData("node: [")]
    [InlineData("node: &a x\ntitle: *a")]
    public void What_is_no_mapping_is_refused(string text) => Assert.Contains("node.yaml:", Refusal(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("127.0.0.1:0", true)]
    [InlineData("[::1]:7001", true)]
    [InlineData("localhost:1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.0.0.1:70000", false)]
    [InlineData("::1:7001", false)]
    [InlineData("example.org:1", false)]
    public void Listen_addresses_are_addresses(string text, bool valid) => Assert.Equal(valid, ListenAddress.TryParse(text, out _));

    private static string Refusal(string text)
    {
        var refused = Assert.Throws<NodeException>(() => NodeOptionsFile.Parse(text, "node.yaml", Paths));
        Assert.Equal("NODE_YAML_INVALID", refused.Code);
        return refused.Message;
    }
}
