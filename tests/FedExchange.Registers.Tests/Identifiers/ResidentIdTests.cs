using CsCheck;
using FedExchange.Registers.Tests.Support;

namespace FedExchange.Registers.Tests.Identifiers;

public sealed class ResidentIdTests
{
    private static readonly Gen<string> Ids = Gen.Select(Gen.Int[0, 5_000_000], Gen.Int[1900, 2024]).Select((number, year) => People.Id(number, year));

    [Theory]
    [InlineData("11010519491231002X")] // the example of GB 11643-1999
    [InlineData("440524188001010014")] // the same standard's second example
    public void The_examples_of_the_standard_are_canonical(string id)
    {
        Assert.True(ResidentId.IsCanonical(id));
    }

    [Theory]
    [InlineData("１１０１０５１９４９１２３１００２Ｘ")]
    [InlineData("11010519491231002x")]
    [InlineData("11010519491231002ｘ")]
    [InlineData(" 110105 19491231 002X\t")]
    [InlineData("110105-19491231-002X")]
    [InlineData("110105\u3000194912\u00A031002X")]
    public void Spellings_of_one_number_become_one(string text)
    {
        Assert.True(ResidentId.TryCanonicalise(text, out var canonical));
        Assert.Equal("11010519491231002X", canonical);
    }

    [Theory]
    [InlineData("110105491231002", "11010519491231002X")]
    [InlineData("130503670401001", "130503196704010016")]
    [InlineData("１３０５０３６７０４０１００１", "130503196704010016")]
    public void Fifteen_digits_become_eighteen(string text, string expected)
    {
        Assert.True(ResidentId.TryCanonicalise(text, out var canonical));
        Assert.Equal(expected, canonical);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("110105194912310021")] // check character
    [InlineData("110105194913310022")] // month 13
    [InlineData("110105194902290023")] // no leap year
    [InlineData("11010519491231002")] // 17
    [InlineData("11010519491231002XX")]
    [InlineData("1101051949123100X2")]
    [InlineData("110105490229002")] // 15 digits, no leap year
    [InlineData("110105491231997")] // born in the 19th century, year unknown
    [InlineData("abc")]
    [InlineData("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X")] // digits of another script
    public void What_the_standard_does_not_allow_is_refused(string? text)
    {
        Assert.False(ResidentId.TryCanonicalise(text, out var canonical));
        Assert.Equal("", canonical);
    }

    [Fact]
    public void An_impossible_birth_date_is_refused_though_the_check_character_fits()
    {
        foreach (var date in new[] { "19800230", "19801301", "19800001", "19800100", "17990101", "22000101", "19000229" })
        {
            var first17 = "110101" + date + "001";
            Assert.False(ResidentId.TryCanonicalise(first17 + ResidentId.CheckCharacter(first17), out _), date);
        }

        Assert.True(ResidentId.TryCanonicalise("110101" + "20000229" + "001" + ResidentId.CheckCharacter("11010120000229001"), out _));
    }

    [Fact]
    public void Every_single_substitution_is_caught()
    {
        Ids.Sample(id =>
        {
            for (var place = 0; place < ResidentId.Length; place++)
            {
                foreach (var other in place == 17 ? "0123456789X" : "0123456789")
                {
                    var changed = id.ToCharArray();
                    changed[place] = other;
                    if (other != id[place])
                        Assert.False(ResidentId.IsCanonical(new string(changed)));
                }
            }
        }, iter: 300);
    }

    [Fact]
    public void Every_swap_of_neighbours_is_caught()
    {
        Ids.Sample(id =>
        {
            for (var place = 0; place < ResidentId.Length - 1; place++)
            {
                var swapped = id.ToCharArray();
                (swapped[place], swapped[place + 1]) = (swapped[place + 1], swapped[place]);
                if (swapped[place] != swapped[place + 1])
                    Assert.False(ResidentId.IsCanonical(new string(swapped)));
            }
        }, iter: 1000);
    }

    [Fact]
    public void Every_spelling_leads_back_to_the_number()
    {
        Ids.Sample(id =>
        {
            foreach (var spelling in ResidentId.Spellings(id))
            {
                Assert.True(ResidentId.TryCanonicalise(spelling, out var canonical));
                Assert.Equal(id, canonical);
            }
        }, iter: 2000);
    }

    [Fact]
    public void Canonicalising_random_text_never_throws_and_is_idempotent()
    {
        Gen.String[0, 40].Sample(text =>
        {
            if (ResidentId.TryCanonicalise(text, out var canonical))
                Assert.True(ResidentId.IsCanonical(canonical));
        }, iter: 20_000);
    }

    [Fact]
    public void People_born_after_1999_have_no_fifteen_digit_spelling()
    {
        Assert.Single(ResidentId.Spellings(NotEndingInX(2004)));
        Assert.Equal(2, ResidentId.Spellings(NotEndingInX(1984)).Count);
    }

    private static string NotEndingInX(int year) => Enumerable.Range(0, 50).Select(number => People.Id(number, year)).First(id => id[17] != 'X');
}
