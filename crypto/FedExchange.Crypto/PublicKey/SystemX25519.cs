// X25519 (RFC 7748 section 5) by OpenSSL's EVP interface (EVP_PKEY-X25519, EVP_PKEY_derive).
// Security: OpenSSL's constant-time implementation; the private key is erased when the handle is freed.
// Cost: about 35 µs an agreement.
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FedExchange.Crypto.PublicKey;

/// <summary>
/// X25519 of OpenSSL 3, where that library is present: about three times as fast as managed code. The platform exposes
/// no X25519 of its own, though on Linux it works by the same library.
/// </summary>
internal sealed partial class SystemX25519 : SafeHandleZeroOrMinusOneIsInvalid
{
    private const string Library = "libcrypto.so.3";
    private const int X25519KeyType = 1034; // NID_X25519
    private const int KeyLength = 32;

    public SystemX25519()
        : base(ownsHandle: true)
    {
    }

    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && NativeLibrary.TryLoad(Library, out _);

    /// <summary>A private key from its scalar; null when the library refuses or is not there.</summary>
    public static SystemX25519? TryCreate(ReadOnlySpan<byte> scalar)
    {
        if (!IsSupported)
        {
            return null;
        }

        var key = NewPrivateKey(X25519KeyType, IntPtr.Zero, scalar, KeyLength);
        if (!key.IsInvalid)
        {
            return key;
        }

        key.Dispose();
        ClearErrors();
        return null;
    }

    public bool TryGetPublicKey(Span<byte> publicKey32)
    {
        nuint length = KeyLength;
        return GetPublicKey(this, publicKey32, ref length) == 1 && length == KeyLength;
    }

    /// <summary>False when the library refuses: it does where the secret is zero (RFC 7748, section 6.1).</summary>
    public bool TryAgree(ReadOnlySpan<byte> peer32, Span<byte> secret32)
    {
        using var peer = NewPublicKey(X25519KeyType, IntPtr.Zero, peer32, KeyLength);
        var context = peer.IsInvalid ? IntPtr.Zero : NewContext(this, IntPtr.Zero);
        try
        {
            nuint length = KeyLength;
            if (context != IntPtr.Zero
                && DeriveInit(context) == 1
                && SetPeer(context, peer) == 1
                && Derive(context, secret32, ref length) == 1
                && length == KeyLength)
            {
                return true;
            }

            ClearErrors();
            return false;
        }
        finally
        {
            FreeContext(context);
        }
    }

    protected override bool ReleaseHandle()
    {
        FreeKey(handle); // erases the private key
        return true;
    }

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    private static partial SystemX25519 NewPrivateKey(int type, IntPtr engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    private static partial SystemX25519 NewPublicKey(int type, IntPtr engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    private static partial int GetPublicKey(SystemX25519 key, Span<byte> publicKey, ref nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_new")]
    private static partial IntPtr NewContext(SystemX25519 key, IntPtr engine);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_derive_init")]
    private static partial int DeriveInit(IntPtr context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_derive_set_peer")]
    private static partial int SetPeer(IntPtr context, SystemX25519 peer);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_derive")]
    private static partial int Derive(IntPtr context, Span<byte> secret, ref nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_free")]
    private static partial void FreeContext(IntPtr context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void FreeKey(IntPtr key);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    private static partial void ClearErrors();
}
