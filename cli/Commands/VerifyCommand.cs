using System.CommandLine;
using FedExchange.Cli.Connections;
using Spectre.Console;

namespace FedExchange.Cli.Commands;

/// <summary>fedx verify.</summary>
internal static class VerifyCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new FedxCommand(
            "verify",
            "Ask a node about one person, as an in-house system does over REST. Exit code 0 for any answer, also for no and undetermined.",
            "fedx verify /srv/fedx/one-stop housing.first-home --subject 990101198001011236 --name 张三 --consent CONSENT",
            "fedx verify /srv/fedx/one-stop housing.first-home --subject 990101198001011236 --consent @consent.jws --receipt receipt.json");
        var folder = command.With(new Argument<string>("DIR") { Description = "Folder of the requester's running node." });
        var definition = command.With(new Argument<string>("DEFINITION") { Description = "Definition id." });
        var subject = command.With(new Option<string>("--subject") { Description = "Resident identifier as written.", Required = true, HelpName = "ID" });
        var name = command.With(new Option<string?>("--name") { Description = "Name, where the definition asks for it.", HelpName = "NAME" });
        var consent = command.With(new Option<string?>("--consent") { Description = "Consent token, or @FILE.", HelpName = "TOKEN" });
        var purpose = command.With(new Option<string?>("--purpose") { Description = "Purpose; default: the definition's only one.", HelpName = "PURPOSE" });
        var key = command.With(new Option<string?>("--idempotency-key") { Description = "Repeating a key gives the first answer.", HelpName = "KEY" });
        var receipt = command.With(new Option<string?>("--receipt") { Description = "Write the receipt here.", HelpName = "FILE" });
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            var token = parse.GetValue(consent);
            var call = new VerificationCall
            {
                Definition = parse.GetRequiredValue(definition),
                SubjectId = parse.GetRequiredValue(subject),
                SubjectName = parse.GetValue(name),
                Consent = token?.StartsWith('@') is true ? (await File.ReadAllTextAsync(token[1..], cancellationToken)).Trim() : token,
                Purpose = parse.GetValue(purpose),
                IdempotencyKey = parse.GetValue(key),
            };
            using var api = NodeApi.Open(parse.GetRequiredValue(folder));
            var answer = await api.VerifyAsync(call, cancellationToken);
            if (parse.GetValue(receipt) is { } file)
            {
                await File.WriteAllTextAsync(file, JsonText.Of(answer.Receipt), cancellationToken);
            }

            output.Result(new { result = answer.Result, receipt = answer.Receipt }, console => console.WriteLine(answer.Result));
            return ExitCodes.Success;
        });
    }
}
