#!/bin/bash
# What is in the PTX of our translation and in ILGPU's, kernel by kernel: bytes, fused multiply-adds, loads from shared memory by width. Both for sm_80; nothing here needs a device.
# Registers are not in PTX: an assembler (ptxas) assigns them.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
MIMI_PTX_FOLDER=$folder dotnet test --project tests/MimiNative.Ilgpu.Tests -c Release --filter-class "*PtxTests" >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
counts() { # NAME FILE
    printf '%-22s %8d bytes %6d fma %5d shared loads of 16 bytes %5d of 4 %5d global loads of 16 bytes %5d of 4\n' "$1" "$(wc -c <"$2")" \
        "$(grep -c 'fma\.rn\.f32' "$2")" "$(grep -cE 'ld\.shared\.v4' "$2")" "$(grep -cE 'ld\.shared\.[fbu]32' "$2")" "$(grep -cE 'ld\.global(\.nc)?\.v4' "$2")" "$(grep -cE 'ld\.global(\.nc)?\.[fbu]32' "$2")"
}
for kernel in $(sed -n 's/^\.visible \.entry \(\w*\)(.*/\1/p' kernels/ptx/mimi-kernels.ptx | sort); do
    sed -n "/^\.visible \.entry $kernel(/,/^}/p" kernels/ptx/mimi-kernels.ptx >"$folder/own"
    counts "$kernel, own" "$folder/own"
    counts "$kernel, ILGPU" "$folder/$kernel-SM_80.ptx"
done
