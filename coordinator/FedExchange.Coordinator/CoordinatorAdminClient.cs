using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Coordinator.Hosting;
using FedExchange.Crypto.Certificates;
using FedExchange.Wire.Admin.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedExchange.Coordinator;

/// <summary>
/// The operator's connection to a running coordinator, opened from its directory: address from run.json, operator.pem and
/// operator.key as credentials, the server pinned to ca.pem.
/// </summary>
public sealed class CoordinatorAdminClient : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly X509Certificate2 _operator;
    private readonly X509Certificate2 _authority;
    private readonly string _directory;

    private CoordinatorAdminClient(string directory, string address, X509Certificate2 operatorCertificate, X509Certificate2 authority, TimeProvider time)
    {
        _directory = directory;
        _operator = operatorCertificate;
        _authority = authority;
        Address = address;
        var handler = new SocketsHttpHandler
        {
            // Members are reached directly; a proxy from the environment has no business here.
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificates = [operatorCertificate],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => operatorCertificate,
                RemoteCertificateValidationCallback = (_, shown, _, _) => IsTheServer(shown, authority, time),
            },
        };
        _channel = GrpcChannel.ForAddress($"https://{address}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        Service = new AdminService.AdminServiceClient(_channel);
    }

    /// <summary>Address of the coordinator, host:port.</summary>
    public string Address { get; }

    /// <summary>The generated client, for calls that have no method here.</summary>
    public AdminService.AdminServiceClient Service { get; }

    /// <summary>Opens a client; nothing is sent before the first call.</summary>
    /// <param name="directory">The coordinator's directory.</param>
    /// <param name="time">Tells the time; null takes the system's.</param>
    /// <exception cref="CoordinatorException">No region there, the coordinator does not run, or the operator's files cannot be read.</exception>
    public static CoordinatorAdminClient Open(string directory, TimeProvider? time = null)
    {
        var paths = new CoordinatorPaths(directory);
        if (!File.Exists(paths.Options))
        {
            throw new CoordinatorException($"{paths.Directory} holds no region; name the coordinator's directory, or make one with fedx coordinator init.");
        }

        var run = RunFile.Read(paths.Run) ?? throw NotRunning(paths.Directory, null);
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(paths.OperatorKey));
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(paths.OperatorCertificate));
            var authority = X509Certificate2.CreateFromPem(File.ReadAllText(paths.AuthorityCertificate));
            return new CoordinatorAdminClient(
                paths.Directory, run.Address, NodeCertificate.WithKey(certificate.RawData, key), authority, time ?? TimeProvider.System);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new CoordinatorException($"The operator's files in {paths.Directory} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Makes an enrolment token.</summary>
    /// <exception cref="CoordinatorException">Refused, or not running.</exception>
    public async Task<string> CreateTokenAsync(
        string nodeId, IEnumerable<string> roles, bool preApproved = false, TimeSpan? validity = null, CancellationToken cancellationToken = default)
    {
        var request = new CreateTokenRequest { NodeId = nodeId, Roles = { roles }, PreApproved = preApproved, ValidSeconds = (long)(validity?.TotalSeconds ?? 0) };
        return (await CallAsync(() => Service.CreateTokenAsync(request, cancellationToken: cancellationToken))).Token;
    }

    /// <summary>Lists enrolments by time.</summary>
    /// <exception cref="CoordinatorException">Not running.</exception>
    public async Task<IReadOnlyList<Wire.Admin.V1.Enrolment>> ListEnrolmentsAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(() => Service.ListEnrolmentsAsync(new ListEnrolmentsRequest(), cancellationToken: cancellationToken))).Enrolments;

    /// <summary>Approves or refuses an enrolment.</summary>
    /// <exception cref="CoordinatorException">Refused, or not running.</exception>
    public async Task<Wire.Admin.V1.Enrolment> DecideEnrolmentAsync(string nodeId, bool approve, CancellationToken cancellationToken = default) =>
        (await CallAsync(() => Service.DecideEnrolmentAsync(new DecideEnrolmentRequest { NodeId = nodeId, Approve = approve }, cancellationToken: cancellationToken))).Enrolment;

    /// <summary>Suspends or reinstates a member.</summary>
    /// <returns>The directory version that says so.</returns>
    /// <exception cref="CoordinatorException">Refused, or not running.</exception>
    public async Task<long> SuspendMemberAsync(string nodeId, bool suspended, CancellationToken cancellationToken = default) =>
        (await CallAsync(() => Service.SuspendMemberAsync(new SuspendMemberRequest { NodeId = nodeId, Suspended = suspended }, cancellationToken: cancellationToken))).DirectoryVersion;

    /// <summary>Publishes a definition (YAML, UTF-8).</summary>
    /// <exception cref="CoordinatorException">The definition has problems, or not running.</exception>
    public async Task<PublishDefinitionResponse> PublishDefinitionAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        var request = new PublishDefinitionRequest { Source = Google.Protobuf.ByteString.CopyFrom(source.Span) };
        return await CallAsync(() => Service.PublishDefinitionAsync(request, cancellationToken: cancellationToken));
    }

    /// <summary>Directory and links.</summary>
    /// <exception cref="CoordinatorException">Not running.</exception>
    public Task<GetStatusResponse> GetStatusAsync(CancellationToken cancellationToken = default) =>
        CallAsync(() => Service.GetStatusAsync(new GetStatusRequest(), cancellationToken: cancellationToken));

    /// <summary>Starts a federated row count; a repeated request id gives the first job.</summary>
    /// <exception cref="CoordinatorException">Refused, or not running.</exception>
    public Task<Job> StartCountAsync(StartCountRequest request, CancellationToken cancellationToken = default) =>
        CallAsync(() => Service.StartCountAsync(request, cancellationToken: cancellationToken));

    /// <summary>How a job stands.</summary>
    /// <exception cref="CoordinatorException">No such job, or not running.</exception>
    public Task<Job> GetJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        CallAsync(() => Service.GetJobAsync(new GetJobRequest { JobId = jobId }, cancellationToken: cancellationToken));

    /// <summary>The newest jobs, newest first.</summary>
    /// <exception cref="CoordinatorException">Not running.</exception>
    public async Task<IReadOnlyList<Job>> ListJobsAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(() => Service.ListJobsAsync(new ListJobsRequest(), cancellationToken: cancellationToken))).Jobs;

    /// <summary>Cancels a job; one that has ended stays as it is.</summary>
    /// <exception cref="CoordinatorException">No such job, or not running.</exception>
    public Task<Job> CancelJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        CallAsync(() => Service.CancelJobAsync(new CancelJobRequest { JobId = jobId }, cancellationToken: cancellationToken));

    /// <summary>Watches a job until it has ended.</summary>
    /// <param name="jobId">Job id.</param>
    /// <param name="progress">Told every state; may be null.</param>
    /// <param name="cancellationToken">Stops watching; the job goes on.</param>
    /// <returns>The last state.</returns>
    /// <exception cref="CoordinatorException">No such job, or the coordinator stopped meanwhile.</exception>
    public async Task<Job> WatchJobAsync(string jobId, IProgress<Job>? progress = null, CancellationToken cancellationToken = default)
    {
        using var call = Service.WatchJob(new GetJobRequest { JobId = jobId }, cancellationToken: cancellationToken);
        try
        {
            Job? last = null;
            while (await call.ResponseStream.MoveNext(cancellationToken))
            {
                last = call.ResponseStream.Current;
                progress?.Report(last);
            }

            return last ?? throw NotRunning(_directory, null);
        }
        catch (RpcException e)
        {
            throw Explain(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        _operator.Dispose();
        _authority.Dispose();
    }

    private static bool IsTheServer(X509Certificate? shown, X509Certificate2 authority, TimeProvider time)
    {
        if (shown is null)
        {
            return false;
        }

        using var certificate = X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        return NodeCertificate.IsValid(certificate, authority, time.GetUtcNow(), out _) && NodeCertificate.Read(certificate).Kind == CertificateKind.Server;
    }

    private static CoordinatorException NotRunning(string directory, Exception? cause) =>
        new($"The coordinator of {directory} does not run; start it with fedx coordinator run.", cause);

    private async Task<T> CallAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        try
        {
            using var running = call();
            return await running;
        }
        catch (RpcException e)
        {
            throw Explain(e);
        }
    }

    private CoordinatorException Explain(RpcException e) => e.StatusCode switch
    {
        StatusCode.Unavailable => NotRunning(_directory, e),
        StatusCode.Cancelled => throw new OperationCanceledException("The call was cancelled.", e),
        _ => new CoordinatorException(e.Status.Detail, e),
    };
}
