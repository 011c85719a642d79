// Math.NET Numerics with its managed provider: linear systems, statistics, integration, transforms, seeded random numbers.

using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.IntegralTransforms;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;
using Complex = System.Numerics.Complex;

namespace Packages.Data;

internal static class MathNetExample
{
    public static void Run(TextWriter output)
    {
        Matrix<double> a = Matrix<double>.Build.DenseOfArray(new double[,] { { 3, 2, -1 }, { 2, -2, 4 }, { -1, .5, -1 } });
        Vector<double> x = a.Solve(Vector<double>.Build.Dense([1, -2, 0]));
        output.WriteLine(string.Join(' ', x.Select(Show)));
        output.WriteLine(Show(a.Determinant()) + " " + Show(a.Svd().S[0]) + " " + a.Rank());
        Matrix<double> large = Matrix<double>.Build.Dense(120, 120, (i, j) => 1.0 / (i + j + 1) + (i == j ? 1 : 0));
        output.WriteLine(Show((large * large.Inverse()).Trace()));
        double[] samples = new double[1000];
        new MersenneTwister(42).NextDoubles(samples);
        output.WriteLine($"{Show(samples.Mean())} {Show(samples.StandardDeviation())} {Show(samples.Median())}");
        output.WriteLine($"{Show(Normal.CDF(0, 1, 1.96))} {Show(SpecialFunctions.Gamma(5.5))} {Show(Integrate.OnClosedInterval(Math.Sin, 0, Math.PI))}");
        Complex[] signal = [.. Enumerable.Range(0, 8).Select(i => new Complex(Math.Cos(Math.PI * i / 2), 0))];
        Fourier.Forward(signal, FourierOptions.Matlab);
        output.WriteLine(string.Join(' ', signal.Select(bin => Show(bin.Magnitude))));
        (double intercept, double slope) = Fit.Line([10, 20, 30], [15, 20, 25]);
        output.WriteLine($"{Show(intercept)} {Show(slope)} {Show(FindRoots.OfFunction(value => (value * value) - 2, 0, 2))}");
    }

    // The last digits depend on how the compiler contracts.
    private static string Show(double value) => Math.Round(value, 9).ToString("0.#########", System.Globalization.CultureInfo.InvariantCulture);
}
