using System.Reflection;
using FedExchange.Crypto.PublicKey;

namespace FedExchange.Crypto.Tests.Architecture;

public sealed class PublicSurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void No_type_of_the_cryptographic_library_shows_in_a_public_signature()
    {
        var shown = typeof(SealKey).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMembers(Declared).SelectMany(Types).Append(type.BaseType))
            .Where(type => type?.FullName?.Contains("BouncyCastle", StringComparison.Ordinal) == true);
        Assert.Empty(shown);
    }

    [Fact]
    public void Nothing_that_holds_a_secret_is_a_record_with_a_printing_ToString()
    {
        var records = typeof(SealKey).Assembly.GetExportedTypes().Where(type => type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null);
        Assert.Empty(records);
    }

    private static IEnumerable<Type?> Types(MemberInfo member) => member switch
    {
        MethodBase method => method.GetParameters().Select(parameter => parameter.ParameterType).Append((method as MethodInfo)?.ReturnType),
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        _ => [],
    };
}
