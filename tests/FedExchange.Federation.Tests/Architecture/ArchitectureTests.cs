using System.Xml.Linq;

namespace FedExchange.Federation.Tests.Architecture;

/// <summary>The arrows of docs/architecture.md, and the doors that must stay the only ones.</summary>
public sealed class ArchitectureTests
{
    private static readonly ProjectGraph Graph = ProjectGraph.Read();

    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["FedExchange.Crypto"] = [],
        ["FedExchange.Protocols"] = ["FedExchange.Crypto"],
        ["FedExchange.Governance"] = ["FedExchange.Crypto"],
        ["FedExchange.Wire"] = [],
        ["FedExchange.Registers"] = ["FedExchange.Crypto", "FedExchange.Governance"],
        ["FedExchange.Node"] = ["FedExchange.Crypto", "FedExchange.Governance", "FedExchange.Protocols", "FedExchange.Registers", "FedExchange.Wire"],
        ["FedExchange.Coordinator"] = ["FedExchange.Crypto", "FedExchange.Governance", "FedExchange.Protocols", "FedExchange.Wire"],
    };

    [Fact]
    public void Each_project_sees_only_what_the_architecture_names()
    {
        foreach ((string project, string[] expected) in Arrows)
        {
            Assert.Equal(expected, Graph.References(project));
        }

        Assert.Empty(Graph.Projects.Keys.Except([.. Arrows.Keys, "FedExchange.Cli", "FedExchange.Benchmarks"]));
    }

    [Fact]
    public void Only_crypto_names_BouncyCastle_and_keeps_its_types_inside()
    {
        Assert.Equal(["FedExchange.Crypto"], Graph.Projects.Keys.Where(project => Graph.NamesPackage(project, "BouncyCastle")));
        XElement reference = Graph.Projects["FedExchange.Crypto"].Descendants("PackageReference")
            .Single(r => r.Attribute("Include")!.Value == "BouncyCastle.Cryptography");
        Assert.Equal("compile", reference.Attribute("PrivateAssets")?.Value);
    }

    [Fact]
    public void The_coordinator_has_no_way_to_a_register() =>
        Assert.DoesNotContain("FedExchange.Registers", Graph.References("FedExchange.Coordinator"));

    [Fact]
    public void Only_registers_open_a_register()
    {
        string[] drivers = ["NpgsqlConnection", "NpgsqlDataSource", "CsvReader", "CsvParser"];
        string[] intruders = [.. new[] { "crypto", "protocols", "node/FedExchange.Node", "coordinator" }
            .SelectMany(Graph.Sources)
            .Where(file => drivers.Any(File.ReadAllText(file).Contains))];
        Assert.Empty(intruders);
    }

    [Fact]
    public void Governance_gives_its_internals_to_nobody()
    {
        Assert.Empty(Graph.Projects["FedExchange.Governance"].Descendants("InternalsVisibleTo"));
        Assert.DoesNotContain(Graph.Sources("protocols/FedExchange.Governance"), file => File.ReadAllText(file).Contains("InternalsVisibleTo", StringComparison.Ordinal));
    }

    [Fact]
    public void Grants_and_releases_cannot_be_made_outside_governance()
    {
        Assert.Empty(typeof(Governance.Policy.QueryGrant).GetConstructors());
        Assert.Empty(typeof(Governance.Policy.Release).GetConstructors());
        Assert.True(typeof(Governance.Policy.QueryGrant).IsClass && typeof(Governance.Policy.QueryGrant).IsSealed);
    }

    [Fact]
    public void No_project_is_a_drawer_for_everything()
    {
        string[] drawers = ["Common", "Shared", "Core", "Utils", "Helpers", "Abstractions"];
        Assert.DoesNotContain(Graph.Projects.Keys, project => drawers.Any(d => project.EndsWith("." + d, StringComparison.Ordinal)));
        Assert.DoesNotContain(
            new[] { "crypto", "protocols", "node", "coordinator", "cli", "benchmarks" }
                .SelectMany(folder => Directory.EnumerateDirectories(Path.Combine(Graph.Root, folder), "*", SearchOption.AllDirectories)),
            directory => drawers.Contains(Path.GetFileName(directory)));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(Graph.Root, "FedExchange.sln"));
        foreach (string project in Graph.Projects.Keys)
        {
            Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal);
        }
    }
}
