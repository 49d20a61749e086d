using System.CommandLine;
using FedExchange.Cli.Connections;
using FedExchange.Node;
using Grpc.Core;

namespace FedExchange.Cli.Commands;

/// <summary>Runs a command's action and turns every way it can end into an exit code and words.</summary>
internal static class CommandRunner
{
    /// <summary>Runs.</summary>
    public static async Task<int> RunAsync(
        ParseResult parse,
        Func<ParseResult, CommandOutput, CancellationToken, Task<int>> action,
        CancellationToken cancellationToken)
    {
        var configuration = parse.InvocationConfiguration;
        var output = new CommandOutput(configuration.Output, configuration.Error, parse.GetValue<bool>(GlobalOptions.Json));
        try
        {
            return await action(parse, output, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return End(output, ExitCodes.Cancelled, "CANCELLED", "Cancelled.");
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            return End(output, ExitCodes.Cancelled, "CANCELLED", "Cancelled."); // a stream that was read when the signal came says it this way
        }
        catch (CommandException exception)
        {
            return End(output, ExitCodes.Usage, "BAD_INPUT", exception.Message);
        }
        catch (FailedException exception)
        {
            return End(output, ExitCodes.Failed, exception.Code, exception.Message);
        }
        catch (NodeProblemException exception)
        {
            return End(output, ExitCodes.Failed, exception.Code, exception.Message + (exception.Retryable ? " (The same call may succeed later.)" : string.Empty));
        }
        catch (NodeStartException exception)
        {
            return End(output, exception.IsSetup ? ExitCodes.Usage : ExitCodes.Failed, exception.Code, exception.Message);
        }
        catch (NodeException exception)
        {
            return End(output, exception.Code.StartsWith("NODE_", StringComparison.Ordinal) || exception.Code.EndsWith("_INVALID", StringComparison.Ordinal) ? ExitCodes.Usage : ExitCodes.Failed, exception.Code, exception.Message);
        }
        catch (RpcException exception)
        {
            return End(output, ExitCodes.Failed, exception.StatusCode.ToString().ToUpperInvariant(), RpcWords(exception));
        }
        catch (HttpRequestException exception)
        {
            return End(output, ExitCodes.Failed, "UNREACHABLE", $"No connection: {exception.Message} Is the process running?");
        }
        catch (Exception exception) when (InputProblems.Describe(exception) is { } words)
        {
            return End(output, ExitCodes.Usage, "BAD_INPUT", words);
        }
    }

    /// <summary>Reports errors of the command line itself.</summary>
    public static int BadUsage(ParseResult parse, TextWriter standard, TextWriter error)
    {
        var output = new CommandOutput(standard, error, parse.Tokens.Any(token => token.Value == GlobalOptions.Json));
        var command = parse.CommandResult.Command;
        var words = string.Join(Environment.NewLine, parse.Errors.Select(problem => problem.Message).Take(3));
        return End(output, ExitCodes.Usage, "BAD_USAGE", $"{words}{Environment.NewLine}'{Path(parse)} --help' shows how it is used.");

        string Path(ParseResult _) => string.Join(' ', Ancestors(command));
    }

    private static Stack<string> Ancestors(Symbol symbol)
    {
        var names = new Stack<string>();
        for (Symbol? at = symbol; at is not null; at = at.Parents.FirstOrDefault())
        {
            names.Push(at is RootCommand ? "fedx" : at.Name);
        }

        return names;
    }

    private static int End(CommandOutput output, int code, string reason, string words)
    {
        if (output.Json)
        {
            output.Result(new { error = new { code = reason, message = words } }, _ => { });
        }

        output.Note(words);
        return code;
    }

    private static string RpcWords(RpcException exception) => exception.StatusCode switch
    {
        StatusCode.Unavailable => $"The other side cannot be reached ({exception.Status.Detail}). Is the process running?",
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => $"Not allowed: {exception.Status.Detail}",
        _ => exception.Status.Detail,
    };
}
