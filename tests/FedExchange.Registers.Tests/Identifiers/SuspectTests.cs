using CsCheck;
using FedExchange.Registers.Tests.Support;

namespace FedExchange.Registers.Tests.Identifiers;

public sealed class SuspectTests
{
    private static readonly string Id = People.Id(7);

    [Fact]
    public void A_mistyped_number_under_the_same_name_makes_the_subject_suspect()
    {
        Assert.True(MayMean(Replace(Id, 9), "王芳", "王芳"));
        Assert.True(MayMean(Swap(Id, 3), "王芳", "王 芳"));
        Assert.True(MayMean(Id[..17], "王芳", "王芳"));
        Assert.True(MayMean(Id + "0", "王芳", "王芳"));
        Assert.True(MayMean(Replace(Replace(Id, 2), 12), "王芳", "王芳"));
    }

    [Fact]
    public void Another_name_or_a_far_number_does_not()
    {
        Assert.False(MayMean(Replace(Id, 9), "李强", "王芳"));
        Assert.False(MayMean(Replace(Replace(Replace(Id, 2), 8), 14), "王芳", "王芳"));
    }

    [Fact]
    public void Without_the_subject_s_name_every_near_number_counts()
    {
        Assert.True(MayMean(Replace(Id, 9), "李强", null));
        Assert.False(MayMean("what is this", "李强", null));
    }

    [Fact]
    public void A_row_without_a_name_counts_by_its_number_alone()
    {
        Assert.True(MayMean(Replace(Id, 9), "", "王芳"));
        Assert.False(MayMean("", "", "王芳"));
    }

    [Fact]
    public void A_row_without_any_number_counts_by_its_name()
    {
        Assert.True(MayMean("", "王芳", "王芳"));
        Assert.False(MayMean("", "王芳", "李强"));
    }

    [Fact]
    public void A_mistyped_fifteen_digit_number_is_compared_with_the_old_spelling()
    {
        Assert.True(MayMean(Replace(People.Legacy(Id), 11), "王芳", "王芳"));
    }

    [Fact]
    public void A_bad_row_with_a_whole_number_counts_whatever_its_name()
    {
        Assert.True(MayMean(Id, "李强", "王芳"));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "ab", 1)]
    [InlineData("abcd", "badc", 2)]
    [InlineData("kitten", "sitting", 3)]
    public void The_distance_counts_edits_and_swaps(string left, string right, int distance)
    {
        Assert.True(EditDistance.IsWithin(left, right, distance));
        Assert.True(distance == 0 || !EditDistance.IsWithin(left, right, distance - 1));
    }

    [Fact]
    public void A_subject_without_a_name_is_compared_with_thousands_of_rows()
    {
        var quarantine = new QuarantineIndex();
        for (var person = 0; person < 5000; person++)
            quarantine.Add(Replace(People.Id(person * 31 + 1000), person % 18), "n");
        Assert.True(quarantine.MayMean(ResidentId.Spellings(People.Id((4711 * 31) + 1000)), ""));
        Assert.False(quarantine.MayMean(ResidentId.Spellings(People.Id(9, 2007)), ""));
    }

    [Fact]
    public void The_distance_agrees_with_the_plain_matrix()
    {
        var text = Gen.Char["012"].Array[0, 9].Select(characters => new string(characters));
        Gen.Select(text, text).Sample((left, right) =>
        {
            var distance = Matrix(left, right);
            for (var limit = 0; limit <= 4; limit++)
            {
                Assert.Equal(distance <= limit, EditDistance.IsWithin(left, right, limit));
                Assert.True(distance > limit || CharacterCounts.MayBeWithin(CharacterCounts.Of(left), CharacterCounts.Of(right), limit));
            }
        }, iter: 20_000);
    }

    private static int Matrix(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }

    private static bool MayMean(string rowId, string rowName, string? subjectName)
    {
        var quarantine = new QuarantineIndex();
        quarantine.Add(rowId, PersonName.Normalise(rowName));
        return quarantine.MayMean(ResidentId.Spellings(Id), PersonName.Normalise(subjectName));
    }

    private static string Replace(string id, int place) =>
        string.Concat(id.AsSpan(0, place), id[place] == '7' ? "4" : "7", id.AsSpan(place + 1));

    private static string Swap(string id, int place) =>
        string.Concat(id.AsSpan(0, place), new string([id[place + 1], id[place]]), id.AsSpan(place + 2));
}
