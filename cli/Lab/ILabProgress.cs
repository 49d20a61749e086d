namespace FedExchange.Cli.Lab;

/// <summary>Where a lab tells how far it is.</summary>
internal interface ILabProgress
{
    /// <summary>A line.</summary>
    void Note(string text);

    /// <summary>Runs long work with a progress bar.</summary>
    Task<T> TrackAsync<T>(string title, int total, Func<IProgress<int>, Task<T>> work);
}
