// Autofac: the container of its README with factories, so that nothing is found by reflection over trimmed members.

using Autofac;

namespace Packages.Services;

internal static class AutofacExample
{
    public static void Run(TextWriter output)
    {
        var builder = new ContainerBuilder();
        builder.RegisterInstance(output).As<TextWriter>().ExternallyOwned();
        builder.Register(context => new Clock(context.Resolve<TextWriter>())).As<IClock>().SingleInstance();
        builder.Register((context, parameters) => new Greeter(context.Resolve<IClock>(), parameters.Named<string>("name"))).InstancePerLifetimeScope();
        builder.Register(_ => new Decorated("plain")).Named<Decorated>("plain");
        using IContainer container = builder.Build();
        using (ILifetimeScope scope = container.BeginLifetimeScope())
        {
            Greeter greeter = scope.Resolve<Greeter>(new NamedParameter("name", "Ann"));
            output.WriteLine(greeter.Greet() + " " + (scope.Resolve<Greeter>() == greeter));
            output.WriteLine(scope.Resolve<Lazy<IClock>>().Value.Now);
        }

        output.WriteLine(container.ResolveNamed<Decorated>("plain").Name + " " + container.IsRegistered<Decorated>());
    }

    internal interface IClock
    {
        int Now { get; }
    }

    internal sealed class Clock(TextWriter output) : IClock, IDisposable
    {
        public int Now => 12;

        public void Dispose() => output.WriteLine("clock disposed");
    }

    internal sealed class Greeter(IClock clock, string name)
    {
        public string Greet() => $"{name} at {clock.Now}";
    }

    internal sealed record Decorated(string Name);
}
