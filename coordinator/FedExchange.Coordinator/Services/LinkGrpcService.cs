using FedExchange.Coordinator.Directory;
using FedExchange.Coordinator.Links;
using FedExchange.Coordinator.Witness;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Link.V1;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedExchange.Coordinator.Services;

/// <summary>The link on the wire: hello, welcome, then frames both ways until one side ends it.</summary>
internal sealed class LinkGrpcService(
    CallerGate callers, LinkTable links, LinkFrameHandler handler, CheckpointWitness witness, DirectoryRegistry directory,
    AddressBook addresses, IGrainFactory grains, IOptions<LinkLimits> options, TimeProvider time, ILogger<LinkGrpcService> log)
    : LinkService.LinkServiceBase
{
    public override async Task Connect(
        IAsyncStreamReader<ConnectRequest> requestStream, IServerStreamWriter<ConnectResponse> responseStream, ServerCallContext context)
    {
        var member = callers.RequireMember(context);
        using var session = new LinkSession(member.Id, links.NextSession(), options.Value, time, context.CancellationToken);
        // 1. the node introduces itself
        var hello = await ReadHelloAsync(requestStream, session);
        await witness.GreetAsync(member, hello.Checkpoint);
        await session.SendAsync(Welcome(member));
        // 2. the connection becomes the node's link; an older one ends. Only then the queued welcome is written: a node that reads it is reachable
        links.Add(session);
        var grain = grains.GetGrain<INodeLinkGrain>(member.Id);
        var pump = Task.CompletedTask;
        try
        {
            await grain.OpenAsync(session.Number, hello.DirectoryVersion);
            pump = session.PumpAsync(responseStream);
            log.LinkUp(member.Id, session.Number);
            await addresses.NoteAsync(member.Id, hello.AdvertisedAddress);
            // 3. frames, until somebody ends it
            await ReadFramesAsync(requestStream, session);
        }
        catch (OperationCanceledException)
        {
            // Ended by this side, by the node or by the connection: told below.
        }
        catch (Exception e) when (e is IOException or InvalidOperationException && session.Token.IsCancellationRequested)
        {
            // The stream breaks under the reader when the call ends.
        }
        finally
        {
            session.End("the node closed it");
            links.Remove(session);
            await CloseAsync(grain, session);
            await FinishAsync(pump);
            log.LinkDown(member.Id, session.Number, session.EndReason!);
        }

        if (session.EndReason is { } reason && char.IsAsciiLetterUpper(reason[0]))
        {
            throw Refusal.Of(reason == LinkState.Suspended ? StatusCode.PermissionDenied : StatusCode.Aborted, reason, "The coordinator ended this connection.");
        }
    }

    private static async Task<LinkHello> ReadHelloAsync(IAsyncStreamReader<ConnectRequest> frames, LinkSession session) =>
        await frames.MoveNext(session.Token) && frames.Current.FrameCase == ConnectRequest.FrameOneofCase.Hello
            ? frames.Current.Hello
            : throw Refusal.Of(StatusCode.FailedPrecondition, "HELLO_FIRST", "The first frame of a link is its hello.");

    private async Task CloseAsync(INodeLinkGrain grain, LinkSession session)
    {
        try
        {
            await grain.CloseAsync(session.Number);
        }
#pragma warning disable CA1031 // The silo may be stopping; the session is out of the table already, and the next connection replaces it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.CloseNotNoted(session.Node, e.GetType().Name);
        }
    }

    private static async Task FinishAsync(Task pump)
    {
        try
        {
            await pump;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException or RpcException)
        {
            // Writing ended because the connection did.
        }
    }

    private ConnectResponse Welcome(Member member) => new()
    {
        Welcome = new LinkWelcome
        {
            DirectoryVersion = directory.Current.Directory.Version,
            WitnessedCheckpoint = witness.NewestOf(member)?.Note ?? "",
        },
    };

    private async Task ReadFramesAsync(IAsyncStreamReader<ConnectRequest> frames, LinkSession session)
    {
        using var silence = new CancellationTokenSource(options.Value.Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(session.Token, silence.Token);
        try
        {
            while (await frames.MoveNext(either.Token))
            {
                silence.CancelAfter(options.Value.Silence);
                await handler.HandleAsync(session, frames.Current);
            }
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !session.Token.IsCancellationRequested)
        {
            session.End("SILENT");
        }
    }
}
