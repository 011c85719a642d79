#!/bin/sh
# The repository's front door: ./build.sh run|test|pack|clean|help. All it does is compile Tools/LibOS.Build when that has
# changed, and pass the arguments on. build.ps1 is the same for PowerShell; the verbs are in Tools/LibOS.Build/Verb.cs.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
project=$root/Tools/LibOS.Build
program=$project/bin/Debug/net10.0/LibOS.Build.dll
stamp=$project/obj/compiled

if ! command -v dotnet > /dev/null 2>&1; then
    cat >&2 << END
build: the .NET SDK is missing: there is no 'dotnet' in PATH
  why: everything here is compiled with it; the version is in $root/global.json
  do:  https://dotnet.microsoft.com/download/dotnet/10.0, or
       curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --jsonfile '$root/global.json'
       and then: export PATH="\$HOME/.dotnet:\$PATH"
END
    exit 127
fi

# Without ICU the SDK does not start unless it is told to do without; nothing here depends on a culture.
has_icu() {
    for library in /usr/lib/*/libicuuc.so* /usr/lib/libicuuc.so* /usr/lib64/libicuuc.so* /usr/local/lib/libicuuc.so*; do
        [ ! -e "$library" ] || return 0
    done
    return 1
}

if [ "$(uname)" = Linux ] && ! has_icu; then
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
fi

# Compiled, and nothing it is compiled from is newer? (Asking MSBuild would take two seconds each time.)
is_current() {
    [ -f "$program" ] && [ -f "$stamp" ] || return 1
    [ -z "$(find "$root/Tools" "$root/Directory.Build.props" "$root/Directory.Packages.props" "$root/global.json" \
        "$root/Sdk/LibOS.Sdk/Sdk/LibOS.Version.props" \( -name bin -o -name obj \) -prune -o -type f -newer "$stamp" -print)" ]
}

if ! is_current; then
    echo "build: compiling Tools/LibOS.Build" >&2
    mkdir -p "$project/obj"
    : > "$stamp.new" # its time is that of the start: what changes meanwhile is newer
    said=$(dotnet build "$project/LibOS.Build.csproj" -c Debug --nologo -v quiet < /dev/null 2>&1) || {
        status=$?
        printf '%s\n' "$said" >&2
        exit "$status"
    }
    mv "$stamp.new" "$stamp"
fi

exec dotnet "$program" "$@"
