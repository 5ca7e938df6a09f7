#!/bin/bash
# Packs the packages and builds five programs from them as a user would, outside the repository: console, ahead of time, web server, F# script, file-based program; and installs the tool.
# Expects a Release build of the solution. Nothing is left in the user's package folder. The last line says how many programs passed and failed.
set -uo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=0.1.0-consumers.$(date +%s)
feed=$work/feed
passed=0 failed=0
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
own=${NUGET_PACKAGES:-$HOME/.nuget/packages}

check() {
    local name=$1
    shift
    if "$@" >"$work/log" 2>&1 </dev/null; then
        passed=$((passed + 1))
        echo "ok: $name: $(grep . "$work/log" | tail -n 1)"
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        tail -n 20 "$work/log"
    fi
}

for project in MimiNative MimiNative.Metrics MimiNative.Analysis MimiNative.Extensions.AI MimiNative.Cli; do
    check "pack $project" dotnet pack src/$project -c Release --no-build -o "$feed" -v q -p:PackageVersion=$version
done

# Packages made here go to a folder of their own; what the machine has already is read where it is.
cp -r tests/Consumers/console tests/Consumers/web tests/Consumers/script "$work"
sed -i "s|VERSION|$version|; s|FEED|$feed|" "$work"/*/*.csproj "$work"/script/*
cat >"$work/nuget.config" <<CONFIG
<configuration>
  <packageSources><add key="packed" value="$feed" /></packageSources>
  <fallbackPackageFolders><add key="machine" value="$own" /></fallbackPackageFolders>
</configuration>
CONFIG
export NUGET_PACKAGES=$work/packages
cd "$work"

check "console" dotnet run --project console -c Release
check "web server, 24 clients" dotnet run --project web -c Release
check "F# script" dotnet fsi --quiet script/embed.fsx
check "file-based program" dotnet run script/app.cs
low() { dotnet msbuild console -t:MimiNativeInstructionSet -p:PublishAot=true -p:RuntimeIdentifier=linux-x64 -p:IlcInstructionSet=x86-64-v2 -p:TreatWarningsAsErrors=false | grep MIMI101; }
check "a lower instruction set is warned of" low
check "the tool is installed" dotnet tool install mimi --tool-path "$work/tools" --version $version --configfile "$work/nuget.config"
check "the tool" "$work/tools/mimi" selftest --weights synthetic:1
if command -v clang >/dev/null; then
    check "console, publishing ahead of time" dotnet publish console -c Release -r linux-x64 -p:PublishAot=true -o "$work/aot" -v q
    check "console, ahead of time" "$work/aot/console"
    check "file-based program, publishing" dotnet publish script/app.cs -o "$work/app" -v q
    check "file-based program, ahead of time" "$work/app/app"
else
    echo "skipped: ahead of time: clang isn't installed"
fi

echo "consumers: $passed passed, $failed failed"
[ "$failed" = 0 ]
