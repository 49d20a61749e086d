using Spectre.Console;

namespace FedExchange.Cli.Lab;

/// <summary>A lab's report for people.</summary>
internal static class LabTables
{
    /// <summary>Writes jobs, parties and the receipt's check.</summary>
    public static void Write(IAnsiConsole console, LabReport report)
    {
        foreach (var job in report.Jobs)
        {
            if (job.Verification is { } summary)
            {
                console.Write(Verification(job, summary));
            }
            else
            {
                console.WriteLine($"{job.Name}: {job.State} in {job.Seconds:0.00} s{(job.Result?["total"] is { } total ? $", total {total}" : string.Empty)}");
            }

            if (job.Reason is { } reason)
            {
                console.WriteLine($"  {reason}");
            }
        }

        console.Write(Parties(report.Parties));
        if (report.ReceiptCheck is { } check)
        {
            console.Write(Receipt(check));
        }
    }

    private static Table Verification(LabJobReport job, VerificationSummary summary)
    {
        var table = new Table().Title(Markup.Escape(job.Name)).Border(TableBorder.Rounded);
        foreach (var heading in new[] { "cases", "correct", "undetermined", "wrong", "failed", "p50 ms", "p99 ms", "per second" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        table.AddRow(
            $"{summary.Cases:N0}",
            Share(summary.Correct, summary.Cases),
            Share(summary.Undetermined, summary.Cases),
            Share(summary.Wrong, summary.Cases),
            $"{summary.Failed:N0}",
            $"{summary.P50Ms:0.0}",
            $"{summary.P99Ms:0.0}",
            $"{summary.PerSecond:0.0}");
        return table;
    }

    private static Table Parties(IReadOnlyList<LabParty> parties)
    {
        var table = new Table().Title("What each party saw").Border(TableBorder.Rounded);
        table.AddColumn("party");
        table.AddColumn(new TableColumn("received").RightAligned());
        table.AddColumn(new TableColumn("sent").RightAligned());
        table.AddColumn("kinds of information");
        foreach (var party in parties)
        {
            table.AddRow(Markup.Escape(party.Id), Bytes(party.BytesReceived), Bytes(party.BytesSent), Markup.Escape(string.Join("; ", party.Saw)));
        }

        return table;
    }

    private static Panel Receipt(ReceiptReport check)
    {
        var lines = check.Claims.Select(claim => $"{claim.Key,-18} {claim.Value}")
            .Append(string.Empty)
            .Concat(check.Checked.Select(text => "checked: " + text))
            .Concat(check.Problems.Select(text => "PROBLEM: " + text));
        return new Panel(Markup.Escape(string.Join('\n', lines))).Header(check.Valid ? "one receipt, verified offline: valid" : "one receipt: NOT VALID");
    }

    private static string Share(int part, int whole) => whole == 0 ? "0" : $"{part:N0} ({100.0 * part / whole:0.00} %)";

    private static string Bytes(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes:N0} B",
        < 10_000_000 => $"{bytes / 1e3:N1} kB",
        _ => $"{bytes / 1e6:N1} MB",
    };
}
