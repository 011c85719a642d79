// Stateless: the README's phone call, with entry actions, guards, parameters and the graph.

using Stateless;
using Stateless.Graph;

namespace Packages.Services;

internal static class StatelessExample
{
    private enum State
    {
        OffHook,
        Ringing,
        Connected,
        OnHold,
    }

    private enum Trigger
    {
        CallDialed,
        CallConnected,
        LeftMessage,
        PlacedOnHold,
        SetVolume,
    }

    public static async Task RunAsync(TextWriter output)
    {
        var phone = new StateMachine<State, Trigger>(State.OffHook);
        StateMachine<State, Trigger>.TriggerWithParameters<int> volume = phone.SetTriggerParameters<int>(Trigger.SetVolume);
        phone.Configure(State.OffHook).Permit(Trigger.CallDialed, State.Ringing);
        phone.Configure(State.Ringing).Permit(Trigger.CallConnected, State.Connected);
        phone.Configure(State.Connected)
            .OnEntry(() => output.WriteLine("timer started"))
            .OnExitAsync(async () =>
            {
                await Task.Yield();
                output.WriteLine("timer stopped");
            })
            .InternalTransition(volume, (level, _) => output.WriteLine($"volume {level}"))
            .PermitIf(Trigger.LeftMessage, State.OffHook, () => true, "may leave")
            .Permit(Trigger.PlacedOnHold, State.OnHold);
        phone.Configure(State.OnHold).SubstateOf(State.Connected);
        phone.OnTransitioned(transition => output.WriteLine($"{transition.Source} -> {transition.Destination} by {transition.Trigger}"));
        await phone.FireAsync(Trigger.CallDialed);
        await phone.FireAsync(Trigger.CallConnected);
        await phone.FireAsync(volume, 11);
        await phone.FireAsync(Trigger.PlacedOnHold);
        output.WriteLine(phone.IsInState(State.Connected) + " " + string.Join(',', await phone.GetPermittedTriggersAsync()));
        await phone.FireAsync(Trigger.LeftMessage);
        try
        {
            phone.Fire(Trigger.CallConnected);
        }
        catch (InvalidOperationException exception)
        {
            output.WriteLine(exception.Message);
        }

        output.WriteLine(UmlDotGraph.Format(phone.GetInfo()));
    }
}
