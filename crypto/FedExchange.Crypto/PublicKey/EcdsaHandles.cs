using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace FedExchange.Crypto.PublicKey;

/// <summary>
/// Handles to one P-256 key. A handle of the platform is not promised to be safe for several threads, and making one
/// costs more than using it, so each call borrows one and gives it back.
/// </summary>
internal sealed class EcdsaHandles
{
    private const int MostKept = 64;
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ConcurrentBag<ECDsa> idle = [];
    private readonly Func<ECDsa> create;
    private int kept;
    private volatile bool closed;

    public EcdsaHandles(Func<ECDsa> create) => this.create = create;

    public static bool IsP256(ECDsa key)
    {
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return key.KeySize == 256 && curve.IsNamed && curve.Oid.Value is null or P256
            && (curve.Oid.Value is not null || curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256");
    }

    public ECDsa Borrow()
    {
        ObjectDisposedException.ThrowIf(closed, this);
        if (!idle.TryTake(out var handle))
        {
            return create();
        }

        Interlocked.Decrement(ref kept);
        return handle;
    }

    public void GiveBack(ECDsa handle)
    {
        if (closed || Interlocked.Increment(ref kept) > MostKept)
        {
            Interlocked.Decrement(ref kept);
            handle.Dispose();
            return;
        }

        idle.Add(handle);
        if (closed)
        {
            Close(); // closed in between: what was just put back must not stay
        }
    }

    public void Close()
    {
        closed = true;
        while (idle.TryTake(out var handle))
        {
            handle.Dispose();
        }
    }
}
