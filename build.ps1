# The repository's front door: ./build.ps1 run|test|pack|clean|help. All it does is compile Tools/LibOS.Build when that has
# changed, and pass the arguments on. build.sh is the same for a POSIX shell; the verbs are in Tools/LibOS.Build/Verb.cs.
# Only the language and .NET are used, no cmdlet of PowerShell's modules: a host that has none of them runs it as well.
# At a prompt PowerShell takes an unquoted -- for itself: quote it ('--') where the arguments of an app begin.
Set-StrictMode -Version 3.0

$project = [IO.Path]::Combine($PSScriptRoot, 'Tools', 'LibOS.Build')
$program = [IO.Path]::Combine($project, 'bin', 'Debug', 'net10.0', 'LibOS.Build.dll')
$stamp = [IO.Path]::Combine($project, 'obj', 'compiled')

if (-not (Get-Command -Name dotnet -CommandType Application -ErrorAction Ignore)) {
    [Console]::Error.WriteLine("build: the .NET SDK is missing: there is no 'dotnet' in PATH")
    [Console]::Error.WriteLine("  why: everything here is compiled with it; the version is in $PSScriptRoot/global.json")
    [Console]::Error.WriteLine('  do:  https://dotnet.microsoft.com/download/dotnet/10.0')
    exit 127
}

# Compiled, and nothing it is compiled from is newer? (Asking MSBuild would take two seconds each time.)
function Test-Current {
    if (-not ([IO.File]::Exists($program) -and [IO.File]::Exists($stamp))) { return $false }
    $compiled = [IO.File]::GetLastWriteTimeUtc($stamp)
    $sources = [Collections.Generic.List[string]]::new([IO.Directory]::EnumerateFiles([IO.Path]::Combine($PSScriptRoot, 'Tools'), '*', 'AllDirectories'))
    foreach ($name in 'Directory.Build.props', 'Directory.Packages.props', 'global.json', 'Sdk/LibOS.Sdk/Sdk/LibOS.Version.props') {
        $sources.Add([IO.Path]::Combine($PSScriptRoot, $name))
    }
    foreach ($source in $sources) {
        if ($source -notmatch '[\\/](bin|obj)[\\/]' -and [IO.File]::GetLastWriteTimeUtc($source) -gt $compiled) { return $false }
    }
    return $true
}

if (-not (Test-Current)) {
    [Console]::Error.WriteLine('build: compiling Tools/LibOS.Build')
    [void][IO.Directory]::CreateDirectory([IO.Path]::Combine($project, 'obj'))
    [IO.File]::WriteAllText("$stamp.new", '') # its time is that of the start: what changes meanwhile is newer
    $said = & dotnet build ([IO.Path]::Combine($project, 'LibOS.Build.csproj')) -c Debug --nologo -v quiet
    if ($LASTEXITCODE -ne 0) {
        $said | ForEach-Object { [Console]::Error.WriteLine($_) }
        exit $LASTEXITCODE
    }
    [IO.File]::Move("$stamp.new", $stamp, $true)
}

# Quoted one by one: on Unix the shell would expand * and ~ in what is not.
$quoted = foreach ($argument in $args) { "'" + [Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent("$argument") + "'" }
& ([ScriptBlock]::Create("& dotnet `$program $quoted"))
exit $LASTEXITCODE
