using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Crypto.Tests.Support;

namespace FedExchange.Crypto.Tests.PublicKey;

public sealed class PaddingTests
{
    [Theory]
    [InlineData(0, 1024)]
    [InlineData(1, 1024)]
    [InlineData(1020, 1024)]
    [InlineData(1021, 2048)]
    [InlineData(2044, 2048)]
    [InlineData(2045, 4096)]
    [InlineData(100_000, 131_072)]
    public void A_message_is_padded_to_the_next_step_and_comes_back(int length, int padded)
    {
        var message = Mutation.RandomBytes(length, new SeededRandomSource((ulong)length));
        var result = Padding.Pad(message);
        Assert.Equal(padded, result.Length);
        Assert.Equal(message, Padding.Unpad(result).ToArray());
    }

    [Theory]
    [InlineData(0, 4096)]
    [InlineData(4092, 4096)]
    [InlineData(4093, 8192)]
    public void A_higher_floor_hides_more_and_only_who_expects_it_takes_it_off(int length, int padded)
    {
        var message = Mutation.RandomBytes(length, new SeededRandomSource((ulong)length));
        var result = Padding.Pad(message, 4096);
        Assert.Equal(padded, result.Length);
        Assert.Equal(message, Padding.Unpad(result, 4096).ToArray());
        Assert.Equal(message, Padding.Unpad(Padding.Pad(message), 4096).ToArray());
        if (length == 0)
        {
            Assert.Throws<FormatException>(() => Padding.Unpad(result));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(3000)]
    [InlineData(int.MaxValue)]
    public void A_floor_that_is_no_step_is_refused(int floor)
    {
        Assert.Throws<ArgumentException>(() => Padding.Pad("hello"u8, floor));
        Assert.Throws<ArgumentException>(() => Padding.Unpad(Padding.Pad("hello"u8), floor));
    }

    [Fact]
    public void A_message_too_long_is_refused() =>
        Assert.Throws<ArgumentException>(() => Padding.Pad(new byte[Padding.LongestMessage + 1]));

    [Fact]
    public void Anything_but_the_one_padding_is_refused()
    {
        var padded = Padding.Pad("hello"u8);
        void Refused(Action<byte[]> damage)
        {
            var copy = padded.ToArray();
            damage(copy);
            Assert.Throws<FormatException>(() => Padding.Unpad(copy));
        }

        Refused(bytes => bytes[^1] = 1); // padding not zero
        Refused(bytes => bytes[9] = 1);
        Refused(bytes => bytes[0] = 0x80); // negative length
        Refused(bytes => bytes[0] = 0x7f); // beyond the ceiling
        Refused(bytes => (bytes[2], bytes[3]) = (0x03, 0xfd)); // 1021: belongs on the next step
        Assert.Throws<FormatException>(() => Padding.Unpad(padded.AsMemory(0, 1023)));
        Assert.Throws<FormatException>(() => Padding.Unpad(ReadOnlyMemory<byte>.Empty));
        Assert.Throws<FormatException>(() => Padding.Unpad(new byte[2048])); // a step too far
        Assert.Throws<FormatException>(() => Padding.Unpad(new byte[1536])); // not on the ladder
    }

    [Fact]
    public void Damaged_and_random_bytes_give_a_message_or_a_format_exception()
    {
        var random = new SeededRandomSource(21);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = i % 2 == 0
                ? Mutation.Damage(Padding.Pad(Mutation.RandomBytes(random.NextInt32(3000), random)), random)
                : Mutation.RandomBytes(random.NextInt32(4097), random);
            try
            {
                Assert.Equal(bytes, Padding.Pad(Padding.Unpad(bytes).Span));
            }
            catch (FormatException)
            {
                // The one exception type that is promised.
            }
        }
    }
}
