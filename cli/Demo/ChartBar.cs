namespace FedExchange.Cli.Demo;

/// <summary>One bar.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="Value">Its length; 0 or more.</param>
/// <param name="Text">Its value in words.</param>
/// <param name="Style">CSS class.</param>
internal sealed record ChartBar(string Label, double Value, string Text, string Style);
