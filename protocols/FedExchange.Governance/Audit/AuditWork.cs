namespace FedExchange.Governance.Audit;

/// <summary>Something queued for the log's writer.</summary>
internal abstract class AuditWork(CancellationToken cancellation)
{
    protected CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Whether the caller has gone away before the writer came to it; then it is completed as cancelled.</summary>
    public abstract bool CancelIfAsked();

    /// <summary>Decides, in the writer's turn. Null means that there is nothing to write.</summary>
    public abstract AuditDraft? Decide(LedgerView view);

    /// <summary>The caller's own function has thrown; only this piece of work fails.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>The batch is durable.</summary>
    public abstract void Complete();
}

/// <summary>Work with a result.</summary>
internal sealed class AuditWork<T>(Func<LedgerView, (AuditDraft? Draft, T Value)> decide, CancellationToken cancellation) : AuditWork(cancellation)
{
    // Continuations must not run on the writer's thread.
    private readonly TaskCompletionSource<(long Index, T Value)> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (long Index, T Value) _result;

    public Task<(long Index, T Value)> Task => _done.Task;

    public override bool CancelIfAsked() => Cancellation.IsCancellationRequested && _done.TrySetCanceled(Cancellation);

    public override AuditDraft? Decide(LedgerView view)
    {
        var (draft, value) = decide(view);
        _result = (draft is null ? -1 : view.NextIndex, value);
        return draft;
    }

    public override void Fail(Exception exception) => _done.TrySetException(exception);

    public override void Complete() => _done.TrySetResult(_result);
}
