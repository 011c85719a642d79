// System.Reactive: queries over events, virtual time, schedulers on threads, subjects, error handling.

using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Packages.Services;

internal static class ReactiveExample
{
    public static async Task RunAsync(TextWriter output)
    {
        IObservable<long> ticks = Observable.Interval(TimeSpan.FromMilliseconds(3)).Take(4);
        output.WriteLine(string.Join(',', await ticks.Select(tick => tick * tick).ToList()));
        var time = new HistoricalScheduler(DateTimeOffset.UnixEpoch);
        using (Observable.Timer(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), time).Buffer(TimeSpan.FromSeconds(5), time).Subscribe(values => output.WriteLine(string.Join('+', values))))
        {
            time.AdvanceBy(TimeSpan.FromSeconds(16));
        }

        var words = new Subject<string>();
        using (words.GroupBy(word => word.Length).SelectMany(group => group.Count().Select(count => $"{group.Key}: {count}")).Subscribe(output.WriteLine, () => output.WriteLine("completed")))
        {
            foreach (string word in "the quick brown fox jumps over the lazy dog".Split(' '))
            {
                words.OnNext(word);
            }

            words.OnCompleted();
        }

        int sum = await Observable.Range(1, 1000).ObserveOn(TaskPoolScheduler.Default).SubscribeOn(NewThreadScheduler.Default).Sum();
        output.WriteLine(sum);
        string caught = await Observable.Throw<string>(new InvalidOperationException("bad")).Catch((InvalidOperationException error) => Observable.Return("caught " + error.Message));
        output.WriteLine(caught);
        try
        {
            await Observable.Never<int>().Timeout(TimeSpan.FromMilliseconds(5));
        }
        catch (TimeoutException exception)
        {
            output.WriteLine(exception.GetType().Name);
        }
    }
}
