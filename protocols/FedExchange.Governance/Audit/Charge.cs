using System.Globalization;

namespace FedExchange.Governance.Audit;

/// <summary>
/// One rate-limit counter that a grant uses up: whose rule set the limit, who is counted, and over which window.
/// It is written into the entry, so that replaying the log gives the same counters.
/// </summary>
internal readonly record struct Charge(string Source, string Who, int Seconds)
{
    public const string BySubject = "subject";
    public const string ByRequester = "requester";
    public const string FromRule = "rule";
    public const string FromDefinition = "definition";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Source}/{Who}/{Seconds}");

    public static bool TryParse(string text, out Charge charge)
    {
        var parts = text.Split('/');
        charge = default;
        if (parts.Length != 3 || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < 1)
        {
            return false;
        }

        charge = new Charge(parts[0], parts[1], seconds);
        return true;
    }

    /// <summary>The counter's name in the ledger.</summary>
    public string Counter(string sourceName, string whoName) => $"{this}|{sourceName}|{whoName}";

    /// <summary>The start of the window that a moment lies in, as a Unix time in seconds. Windows are fixed: a full hour, a UTC day.</summary>
    public long WindowStart(DateTimeOffset time) => time.ToUnixTimeSeconds() / Seconds * Seconds;
}
