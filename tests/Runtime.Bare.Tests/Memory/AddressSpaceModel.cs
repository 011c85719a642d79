// What an address space should be: one record for each page, no trees and no sums.

using System;
using System.Collections.Generic;
using System.Linq;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Tests.Memory;

/// <summary>The page-by-page model of <see cref="AddressSpace"/>. Pages are numbered from <see cref="AddressSpace.LowLimit"/>.</summary>
internal sealed class AddressSpaceModel
{
    internal sealed record Page(RangeKind Kind, MemoryProtection Protection, bool IsCharged, byte Contents);

    internal SortedDictionary<int, Page> Pages { get; } = [];

    internal List<(int First, int Count)> Stacks { get; } = [];

    internal static int NumberOf(ulong address) => (int)((address - AddressSpace.LowLimit) >> PageSize.Shift);

    internal static ulong AddressOf(int page) => AddressSpace.LowLimit + ((ulong)page << PageSize.Shift);

    internal bool IsFree(int first, int count) => !Existing(first, count).Any();

    internal void Add(int first, int count, RangeKind kind, MemoryProtection protection)
    {
        for (int page = first; page < first + count; page++)
        {
            bool isCharged = kind == RangeKind.Anonymous && protection != MemoryProtection.None;
            Pages.Add(page, new Page(kind, protection, isCharged, 0));
        }
    }

    internal void Remove(int first, int count)
    {
        foreach (int page in Existing(first, count).ToArray())
        {
            Pages.Remove(page);
        }
    }

    internal void Protect(int first, int count, MemoryProtection protection)
    {
        foreach (int page in Existing(first, count).ToArray())
        {
            Page old = Pages[page];
            Pages[page] = old with { Protection = protection, IsCharged = old.IsCharged || protection != MemoryProtection.None };
        }
    }

    /// <summary>Does the range touch a stack or its guard: such pages belong to a thread.</summary>
    internal bool TouchesStack(int first, int count) => Existing(first, count).Any(page => Pages[page].Kind != RangeKind.Anonymous);

    internal int Uncharged(int first, int count) => Existing(first, count).Count(page => !Pages[page].IsCharged);

    internal IEnumerable<int> Existing(int first, int count) => Enumerable.Range(first, count).Where(Pages.ContainsKey);

    /// <summary>What a fault should end in; null when it must be served.</summary>
    internal FaultResult? Refusal(int page, bool isWrite)
    {
        if (!Pages.TryGetValue(page, out Page? found))
        {
            return FaultResult.NoRange;
        }

        return found switch
        {
            { Kind: RangeKind.Guard } => FaultResult.GuardPage,
            { Protection: MemoryProtection.None } => FaultResult.NoAccess,
            { Protection: MemoryProtection.Read } when isWrite => FaultResult.NoAccess,
            _ => null,
        };
    }
}
