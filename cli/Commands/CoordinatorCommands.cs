using System.CommandLine;
using FedExchange.Cli.Connections;
using FedExchange.Wire.Admin.V1;
using Google.Protobuf;
using Spectre.Console;

namespace FedExchange.Cli.Commands;

/// <summary>fedx coordinator: set up, run and administer a region's coordinator.</summary>
internal static class CoordinatorCommands
{
    /// <summary>Builds the commands.</summary>
    public static Command Create() => new FedxCommand("coordinator", "Set up, run and administer a region's coordinator.")
    {
        Init(), Run(), Token(), Enrolments(), Decide("approve", approve: true), Decide("refuse", approve: false), Status(), Publish(), Suspend(),
        CountCommands.Count(), CountCommands.Jobs(), CountCommands.Job(), CountCommands.Cancel(),
    };

    /// <summary>The coordinator's folder, as every command here takes it.</summary>
    internal static Argument<string> Folder() => new("DIR") { Description = "The coordinator's folder." };

    private static FedxCommand Init()
    {
        var command = new FedxCommand(
            "init",
            "Make a coordinator's folder: region authority, directory key, operator certificate, coordinator.yaml.",
            "fedx coordinator init /srv/fedx/coordinator --region hangzhou --listen 0.0.0.0:7000 --advertise exchange.example.cn");
        var folder = command.With(Folder());
        var region = command.With(new Option<string>("--region") { Description = "Region name: lower-case letters, digits and '-'.", Required = true, HelpName = "NAME" });
        var listen = command.With(new Option<string>("--listen") { Description = "Address to listen on; port 0 takes any free one.", DefaultValueFactory = _ => "127.0.0.1:7000", HelpName = "HOST:PORT" });
        var advertise = command.With(new Option<string[]>("--advertise") { Description = "Host names or addresses under which nodes reach it; repeatable. Default: 127.0.0.1 and localhost.", HelpName = "HOST" });
        return command.Runs((parse, output, _) =>
        {
            var target = parse.GetRequiredValue(folder);
            Hosts.InitCoordinator(target, parse.GetRequiredValue(region), parse.GetRequiredValue(listen), parse.GetValue(advertise) ?? []);
            output.Result(new { folder = Path.GetFullPath(target), region = parse.GetValue(region) }, console =>
            {
                console.WriteLine($"Coordinator of region {parse.GetValue(region)} in {Path.GetFullPath(target)}.");
                console.WriteLine($"Keep ca.key and directory.key safe: whoever holds them can invent members. Next: fedx coordinator run {target}");
            });
            return Task.FromResult(ExitCodes.Success);
        });
    }

    private static FedxCommand Run()
    {
        var command = new FedxCommand("run", "Run the coordinator until Ctrl-C or SIGTERM.", "fedx coordinator run /srv/fedx/coordinator");
        var folder = command.With(Folder());
        return command.Runs(async (parse, _, cancellationToken) =>
        {
            await Hosts.RunCoordinatorAsync(parse.GetRequiredValue(folder), cancellationToken);
            return ExitCodes.Success;
        });
    }

    private static FedxCommand Token()
    {
        var command = new FedxCommand(
            "token",
            "Make a one-time enrolment token for a node. Hand it over on a channel you trust.",
            "fedx coordinator token DIR --node property-registry --role provider",
            "fedx coordinator token DIR --node one-stop --role requester --hours 2");
        var folder = command.With(Folder());
        var node = command.With(new Option<string>("--node") { Description = "Node id.", Required = true, HelpName = "ID" });
        var roles = command.With(new Option<string[]>("--role") { Description = "provider, requester or consent-issuer; repeatable.", Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "ROLE" });
        roles.AcceptOnlyFromAmong("provider", "requester", "consent-issuer");
        var hours = command.With(new Option<int>("--hours") { Description = "Hours the token is good for.", DefaultValueFactory = _ => 24, HelpName = "N" });
        var approved = command.With(new Option<bool>("--pre-approved") { Description = "Skip the approval (tests and labs only)." });
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            using var admin = AdminConnection.Open(parse.GetRequiredValue(folder));
            var request = new CreateTokenRequest { NodeId = parse.GetRequiredValue(node), ValidSeconds = parse.GetValue(hours) * 3600L, PreApproved = parse.GetValue(approved) };
            request.Roles.AddRange(parse.GetRequiredValue(roles));
            var response = await admin.Client.CreateTokenAsync(request, cancellationToken: cancellationToken);
            output.Result(new { token = response.Token }, console => console.Profile.Out.Writer.WriteLine(response.Token));
            return ExitCodes.Success;
        });
    }

    private static FedxCommand Enrolments()
    {
        var command = new FedxCommand("enrolments", "List who wants to join, with the key fingerprint to compare by telephone.", "fedx coordinator enrolments DIR");
        var folder = command.With(Folder());
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            using var admin = AdminConnection.Open(parse.GetRequiredValue(folder));
            var response = await admin.Client.ListEnrolmentsAsync(new ListEnrolmentsRequest(), cancellationToken: cancellationToken);
            var enrolments = response.Enrolments.Select(View).ToList();
            output.Result(new { enrolments }, console =>
            {
                var table = new Table().AddColumns("node", "state", "roles", "sign key fingerprint", "asked");
                foreach (var entry in enrolments)
                {
                    table.AddRow(entry.Node, entry.State, string.Join(", ", entry.Roles), entry.KeyFingerprint, $"{entry.RequestedAt:u}");
                }

                console.Write(table);
            });
            return ExitCodes.Success;
        });
    }

    private static FedxCommand Decide(string name, bool approve)
    {
        var command = new FedxCommand(
            name,
            approve ? "Approve a node's enrolment after comparing its key fingerprint." : "Refuse a node's enrolment.",
            $"fedx coordinator {name} DIR property-registry");
        var folder = command.With(Folder());
        var node = command.With(new Argument<string>("NODE") { Description = "Node id." });
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            using var admin = AdminConnection.Open(parse.GetRequiredValue(folder));
            var request = new DecideEnrolmentRequest { NodeId = parse.GetRequiredValue(node), Approve = approve };
            var response = await admin.Client.DecideEnrolmentAsync(request, cancellationToken: cancellationToken);
            var view = View(response.Enrolment);
            output.Result(view, console => console.WriteLine($"{view.Node} is {view.State}."));
            return ExitCodes.Success;
        });
    }

    private static FedxCommand Status()
    {
        var command = new FedxCommand("status", "Show members and links.", "fedx coordinator status DIR");
        var folder = command.With(Folder());
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            using var admin = AdminConnection.Open(parse.GetRequiredValue(folder));
            var response = await admin.Client.GetStatusAsync(new GetStatusRequest(), cancellationToken: cancellationToken);
            var document = CoordinatorStatus.Of(response);
            output.Result(document, document.Write);
            return ExitCodes.Success;
        });
    }

    private static FedxCommand Publish()
    {
        var command = new FedxCommand(
            "publish",
            "Publish a definition in the directory. Nothing runs by it before each provider has approved its own part.",
            "fedx coordinator publish DIR definition.yaml");
        var folder = command.With(Folder());
        var file = command.With(new Argument<string>("FILE") { Description = "Definition, YAML." });
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            var definition = DefinitionFile.Read(parse.GetRequiredValue(file));
            using var admin = AdminConnection.Open(parse.GetRequiredValue(folder));
            var request = new PublishDefinitionRequest { Source = ByteString.CopyFrom(definition.Source) };
            var response = await admin.Client.PublishDefinitionAsync(request, cancellationToken: cancellationToken);
            output.Result(new { id = response.Id, hash = response.Hash, directoryVersion = response.DirectoryVersion }, console => console.WriteLine($"{response.Id} is published in directory version {response.DirectoryVersion}; hash {response.Hash}."));
            return ExitCodes.Success;
        });
    }

    private static FedxCommand Suspend()
    {
        var command = new FedxCommand(
            "suspend",
            "Suspend a member in the directory, at once and for everybody; --lift reinstates it.",
            "fedx coordinator suspend DIR one-stop",
            "fedx coordinator suspend DIR one-stop --lift");
        var folder = command.With(Folder());
        var node = command.With(new Argument<string>("NODE") { Description = "Node id." });
        var lift = command.With(new Option<bool>("--lift") { Description = "Reinstate instead." });
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            using var admin = AdminConnection.Open(parse.GetRequiredValue(folder));
            var suspended = !parse.GetValue(lift);
            var request = new SuspendMemberRequest { NodeId = parse.GetRequiredValue(node), Suspended = suspended };
            var response = await admin.Client.SuspendMemberAsync(request, cancellationToken: cancellationToken);
            output.Result(new { node = request.NodeId, suspended, directoryVersion = response.DirectoryVersion }, console => console.WriteLine($"{request.NodeId} is {(suspended ? "suspended" : "reinstated")} from directory version {response.DirectoryVersion} on."));
            return ExitCodes.Success;
        });
    }

    private static EnrolmentView View(Enrolment enrolment) =>
        new(enrolment.NodeId, enrolment.State, [.. enrolment.Roles], enrolment.KeyFingerprint, DateTimeOffset.FromUnixTimeMilliseconds(enrolment.RequestedUnixMs));
}
