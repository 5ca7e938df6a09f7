#!/bin/bash
# Writes src/*/PublicAPI.Shipped.txt from what the compiler sees. What changed for users is then in `git diff`; a build fails where the lists and the code differ.
# usage: tools/public-api.sh [PROJECT...]
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- MimiNative MimiNative.Metrics MimiNative.Analysis MimiNative.Extensions.AI
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in "$@"; do
    list=src/$project/PublicAPI.Shipped.txt
    [ -f "$list" ] || continue
    printf '#nullable enable\n' | tee "$list" >"src/$project/PublicAPI.Unshipped.txt"
    dotnet build "src/$project" -c Release -v q --nologo -p:TreatWarningsAsErrors=false >"$log" || { grep -E 'error' "$log" | sort -u | head; exit 1; }
    sed -nE "s/.* RS0016: Symbol '(.*)' is not part of the declared public API.*/\1/p" "$log" | LC_ALL=C sort -u >>"$list"
    echo "$list: $(($(wc -l <"$list") - 1)) lines"
done
