using System.CommandLine;
using FedExchange.Cli.Connections;
using FedExchange.Governance.Audit;
using Spectre.Console;

namespace FedExchange.Cli.Commands;

/// <summary>fedx audit.</summary>
internal static class AuditCommands
{
    /// <summary>Builds the commands.</summary>
    public static Command Create() => new FedxCommand("audit", "Check and read a node's audit log.") { Verify(), Show() };

    private static FedxCommand Verify()
    {
        var command = new FedxCommand(
            "verify",
            "Check a node's audit log: every byte against the signed checkpoints, and against the ledger and any receipts for truncation and roll-back. Works while the node runs.",
            "fedx audit verify /srv/fedx/node",
            "fedx audit verify /srv/fedx/node --receipt receipt.json --receipt older.json");
        var folder = command.With(new Argument<string>("DIR") { Description = "The node's folder." });
        var receipts = command.With(new Option<string[]>("--receipt") { Description = "A receipt of this node, as a witness; repeatable.", HelpName = "FILE" });
        return command.Runs((parse, output, _) =>
        {
            var member = MemberFolder.Open(parse.GetRequiredValue(folder));
            var key = member.Directory.Find(member.Id)?.LogKey ?? throw new CommandException($"The directory does not list {member.Id}.");
            var witnesses = (parse.GetValue(receipts) ?? []).Select(file => ReceiptChecker.Checkpoint(file, member.Directory)).ToList();
            var ledger = Path.Combine(member.Path, "ledger.db");
            var verdict = AuditVerifier.Verify(Path.Combine(member.Path, "audit"), key, witnesses, File.Exists(ledger) ? ledger : null);
            return Task.FromResult(verdict switch
            {
                AuditVerification.Ok ok => Good(ok, witnesses.Count, output),
                AuditVerification.Damaged damaged => Bad(damaged, output),
                _ => throw new System.Diagnostics.UnreachableException(),
            });
        });
    }

    private static int Good(AuditVerification.Ok ok, int witnesses, CommandOutput output)
    {
        var root = Convert.ToHexStringLower(ok.Root);
        output.Result(new { valid = true, ok.Origin, entries = ok.Size, root, ok.UnfinishedBytes, witnesses }, console =>
            console.WriteLine($"Intact: {ok.Size:N0} entries of {ok.Origin}, root {root}{(witnesses == 0 ? string.Empty : $", {witnesses} receipts agree")}."));
        return ExitCodes.Success;
    }

    private static int Bad(AuditVerification.Damaged damaged, CommandOutput output)
    {
        output.Result(new { valid = false, entry = damaged.Entry, problem = damaged.What, offset = damaged.Offset }, console =>
            console.WriteLine($"DAMAGED at entry {damaged.Entry} (byte {damaged.Offset}): {damaged.What}."));
        return ExitCodes.Failed;
    }

    private static FedxCommand Show()
    {
        var command = new FedxCommand(
            "show",
            "List entries of a node's audit log, oldest first. Also while the node runs; does not verify, see 'fedx audit verify'.",
            "fedx audit show /srv/fedx/node --last 20",
            "fedx audit show /srv/fedx/node --kind denied --json");
        var folder = command.With(new Argument<string>("DIR") { Description = "The node's folder." });
        var last = command.With(new Option<int?>("--last") { Description = "Only the newest N entries.", HelpName = "N" });
        var kind = command.With(new Option<string?>("--kind") { Description = "Only entries of this kind, such as granted, denied, released, answered.", HelpName = "KIND" });
        return command.Runs((parse, output, _) =>
        {
            var entries = AuditReader.Read(Path.Combine(parse.GetRequiredValue(folder), "audit")).Where(entry => parse.GetValue(kind) is not { } wanted || entry.Kind == wanted);
            var shown = (parse.GetValue(last) is { } count ? entries.TakeLast(count) : entries).ToList();
            output.Result(new { entries = shown.Select(entry => new { entry.Index, entry.Time, entry.Kind, entry.Fields }) }, console =>
            {
                foreach (var entry in shown)
                {
                    console.Profile.Out.Writer.WriteLine($"{entry.Index,8}  {entry.Time:yyyy-MM-dd HH:mm:ss.fff}  {entry.Kind,-14} {string.Join("  ", entry.Fields.Select(field => $"{field.Key}={Short(field.Value)}"))}");
                }
            });
            return Task.FromResult(ExitCodes.Success);
        });
    }

    private static string Short(string value) => value.Length <= 64 ? value : string.Concat(value.AsSpan(0, 61), "...");
}
