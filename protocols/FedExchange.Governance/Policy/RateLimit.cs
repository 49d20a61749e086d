using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FedExchange.Governance.Policy;

/// <summary>At most so many in each window of time: <c>600/h</c>, <c>3/d</c>. Windows are fixed: full minutes, full hours, UTC days.</summary>
/// <param name="Count">How many; at least 1.</param>
/// <param name="Window">The window's length: a second, a minute, an hour or a day.</param>
public sealed record RateLimit(int Count, TimeSpan Window)
{
    /// <summary>How to write one.</summary>
    public const string Hint = "write a number and a window, for instance 600/h (s, min, h or d)";

    /// <summary>Reads a limit.</summary>
    /// <param name="text">For instance <c>600/h</c>.</param>
    /// <param name="limit">The limit, when the text is one.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RateLimit? limit)
    {
        limit = null;
        if (text?.Split('/') is not [var count, var unit] || !int.TryParse(count.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
        {
            return false;
        }

        TimeSpan? window = unit.Trim() switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "min" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            _ => null,
        };
        limit = window is null ? null : new RateLimit(number, window.Value);
        return limit is not null;
    }

    /// <summary>The limit as one writes it.</summary>
    public override string ToString()
    {
        var unit = Window.TotalSeconds switch { 1 => "s", 60 => "min", 3600 => "h", _ => "d" };
        return string.Create(CultureInfo.InvariantCulture, $"{Count}/{unit}");
    }
}
