using System.CommandLine;
using FedExchange.Cli.Connections;

namespace FedExchange.Cli.Commands;

/// <summary>fedx consent.</summary>
internal static class ConsentCommands
{
    /// <summary>Builds the commands.</summary>
    public static Command Create() => new FedxCommand("consent", "Consents of citizens.") { Issue() };

    private static FedxCommand Issue()
    {
        var command = new FedxCommand(
            "issue",
            "Sign a consent with the key of a member that has the role consent-issuer. The token names its subject only by a salted commitment.",
            "fedx consent issue /srv/fedx/portal --requester one-stop --definition housing.first-home --subject 990101198001011236",
            "fedx consent issue /srv/fedx/portal --requester one-stop --definition housing.first-home --subject 990101198001011236 --hours 24 --uses 3");
        var folder = command.With(new Argument<string>("DIR") { Description = "Folder of the issuing member." });
        var requester = command.With(new Option<string>("--requester") { Description = "The one node that may use it.", Required = true, HelpName = "ID" });
        var definition = command.With(new Option<string>("--definition") { Description = "The one definition it is for.", Required = true, HelpName = "ID" });
        var subject = command.With(new Option<string>("--subject") { Description = "Resident identifier of the person who consents.", Required = true, HelpName = "ID" });
        var purpose = command.With(new Option<string?>("--purpose") { Description = "Purpose; default: the definition's only one.", HelpName = "PURPOSE" });
        var hours = command.With(new Option<double>("--hours") { Description = "Hours it is good for.", DefaultValueFactory = _ => 1, HelpName = "N" });
        var uses = command.With(new Option<int>("--uses") { Description = "Requests that each department grants under it.", DefaultValueFactory = _ => 1, HelpName = "N" });
        return command.Runs((parse, output, _) =>
        {
            if (parse.GetValue(hours) is not (> 0 and <= 24 * 366) || parse.GetValue(uses) < 1)
            {
                throw new CommandException("--hours must be above 0 and at most a year, --uses at least 1.");
            }

            using var issuer = ConsentIssuer.Open(
                parse.GetRequiredValue(folder), parse.GetRequiredValue(requester), parse.GetRequiredValue(definition), parse.GetValue(purpose), TimeSpan.FromHours(parse.GetValue(hours)), parse.GetValue(uses));
            var token = issuer.TryIssue(parse.GetRequiredValue(subject)) ?? throw new CommandException("--subject is no resident identifier: 18 characters with a right check digit, or 15 digits.");
            output.Result(new { consent = token }, console => console.Profile.Out.Writer.WriteLine(token));
            return Task.FromResult(ExitCodes.Success);
        });
    }
}
