#!/bin/sh
# bare-gate.sh NM OBJCOPY RAW EXPORTS OUT: checks what ilc made of Runtime.Bare and shapes it for the kernel link.
# 1. No allocation, cast or dispatch helper and no pending static constructor may be referenced: the layer under the GC
#    cannot need the GC, and nobody would run the constructor.
#    (RhpFallbackFailFast is allowed: the stack check of frames with buffers, which ends in abort.)
# 2. Only the RuntimeExport names stay global: ilc's own module symbols would clash with the application's object.
# 3. The code leaves the section __managedcode, or the runtime would take it for managed code and suspend inside it.
set -eu
nm=$1 objcopy=$2 raw=$3 exports=$4 out=$5

if "$nm" "$raw" | grep -E '__EagerCctor|___cctor$'; then
    echo "Runtime.Bare: error: a static field needs code to initialise it; nobody would run that code." >&2
    exit 1
fi
if "$nm" -u "$raw" | grep -E ' (Rhp?New|RhNew|RhpAssign|RhpChecked|RhpThrow|RhpInitialDynamic|RhpPInvoke|RhBox|RhTypeCast|RhpGcPoll)'; then
    echo "Runtime.Bare: error: the object references a helper of the garbage-collected world (above)." >&2
    exit 1
fi

# An export is a second name at the address of a method, whose own name is Assembly_Namespace_Type__Method.
"$nm" --defined-only "$raw" | awk '
    $2 != "T" { next }
    $3 ~ /^Runtime_Bare_/ { method[$1] = 1; next }
    { names[$1] = names[$1] $3 "\n" }
    END { for (address in names) if (address in method) printf "%s", names[address] }' | sort -u > "$exports"
"$objcopy" --keep-global-symbols="$exports" --wildcard --weaken-symbol='CryptoNative_*' \
    --rename-section __modules=.bare_modules \
    --rename-section __managedcode=.text.bare \
    "$raw" "$out"
