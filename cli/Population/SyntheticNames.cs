using FedExchange.Crypto.Randomness;

namespace FedExchange.Cli.Population;

/// <summary>Names with the natural share of homonyms: few surnames carry most people.</summary>
internal static class SyntheticNames
{
    private const string Surnames =
        "王王王王王王王李李李李李李李张张张张张张刘刘刘刘刘陈陈陈陈杨杨杨赵赵黄黄周周吴吴徐徐孙孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";

    private const string Given =
        "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文斌宇浩轩子涵欣怡梓萱俊雪晨阳佳琪嘉豪思远志新海燕春丽冬生秋云立民家兴长江永康振东晓峰少波";

    /// <summary>A full name of two or three characters.</summary>
    public static string Full(SeededRandomSource random) => Surname(random) + GivenName(random);

    /// <summary>Another given name behind the same surname.</summary>
    public static string Renamed(string name, SeededRandomSource random)
    {
        string renamed;
        do
        {
            renamed = name[0] + GivenName(random);
        }
        while (renamed == name);

        return renamed;
    }

    private static char Surname(SeededRandomSource random) => Surnames[random.NextInt32(Surnames.Length)];

    private static string GivenName(SeededRandomSource random)
    {
        var first = Given[random.NextInt32(Given.Length)];
        return random.NextInt32(5) == 0 ? first.ToString() : string.Create(2, (first, Given[random.NextInt32(Given.Length)]), static (span, pair) => (span[0], span[1]) = pair);
    }
}
