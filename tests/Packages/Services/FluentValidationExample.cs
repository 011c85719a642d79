// FluentValidation: the README's customer validator, with nested and conditional rules.

using FluentValidation;
using FluentValidation.Results;

namespace Packages.Services;

internal static class FluentValidationExample
{
    public static void Run(TextWriter output)
    {
        var validator = new CustomerValidator();
        foreach (Customer customer in (Customer[])[new("", null, -1, "x", [""]), new("Smith", "Ann", 0, "123456789012345678901", ["home"])])
        {
            ValidationResult result = validator.Validate(customer);
            output.WriteLine(result.IsValid);
            foreach (ValidationFailure failure in result.Errors)
            {
                output.WriteLine($"{failure.PropertyName}: {failure.ErrorMessage} [{failure.ErrorCode}]");
            }
        }

        try
        {
            validator.ValidateAndThrow(new Customer("", null, 1, "", []));
        }
        catch (ValidationException exception)
        {
            output.WriteLine(exception.Message);
        }
    }

    internal sealed record Customer(string Surname, string? Forename, decimal Discount, string Address, string[] Tags);

    private sealed class CustomerValidator : AbstractValidator<Customer>
    {
        public CustomerValidator()
        {
            RuleFor(customer => customer.Surname).NotEmpty();
            RuleFor(customer => customer.Forename).NotEmpty().WithMessage("Please specify a first name");
            RuleFor(customer => customer.Discount).NotEqual(0).When(customer => customer.Surname.Length == 0);
            RuleFor(customer => customer.Discount).InclusiveBetween(0, 100);
            RuleFor(customer => customer.Address).Length(20, 250);
            RuleForEach(customer => customer.Tags).NotEmpty().Must(tag => tag != "bad").WithMessage("{PropertyName} {CollectionIndex} is bad");
        }
    }
}
