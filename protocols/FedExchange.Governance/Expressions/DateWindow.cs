namespace FedExchange.Governance.Expressions;

/// <summary>The days of <c>within</c>: after today minus a duration, up to and including today. Kept from row to row.</summary>
internal sealed class DateWindow(DateOnly today, Value duration)
{
    private readonly Value start = duration.Kind == ValueKind.Duration ? Arithmetic.Move(today, duration, -1) : Value.Undetermined;
    private readonly long end = today.DayNumber;

    public bool IsOf(DateOnly otherToday, Value otherDuration) => end == otherToday.DayNumber
        && duration.Bits == otherDuration.Bits && duration.Kind == otherDuration.Kind;

    public Value Contains(Value date) => start.Kind == ValueKind.Date
        ? Value.FromBoolean(date.Bits > start.Bits && date.Bits <= end)
        : Value.Undetermined;
}
