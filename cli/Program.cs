using FedExchange.Cli.Commands;
using FedExchange.Cli.Processes;

using var stop = new StopSignal();
ParentWatch.Start(stop);
return await FedxApp.RunAsync(args, Console.Out, Console.Error, stop.Token);
