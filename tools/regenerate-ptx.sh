#!/bin/bash
# Turns the translated kernels into the PTX that travels in the library. Needs clang 19 with the NVPTX target (Debian: apt-get install clang-19) and no CUDA toolkit.
# Run after any change of the kernels, the translator or the preludes; a test fails as long as the PTX is not made from the current source.
set -euo pipefail
cd "$(dirname "$0")/.."
clang=${CLANG:-clang-19}
source=$(mktemp -d)
trap 'rm -rf "$source"' EXIT

MIMI_UPDATE=1 dotnet run --project tests/MimiNative.Kernels.Tests -- -method "*The_kernels_translation_is_the_one_on_file" >"$source/log" 2>&1 || { cat "$source/log"; exit 1; }
cat kernels/prelude/cuda.h kernels/prelude/common.h kernels/generated/mimi-kernels.c >"$source/mimi-kernels.cu"
"$clang" -x cuda --cuda-device-only -nocudainc -nocudalib --cuda-gpu-arch=sm_80 -O3 -ffp-contract=off -S "$source/mimi-kernels.cu" -o "$source/mimi-kernels.ptx" -Wno-unknown-cuda-version
# What the test recomputes: the preludes and the translation, without comments.
hash=$(sed 's|[[:space:]]*//.*$||' "$source/mimi-kernels.cu" | sha256sum | cut -d' ' -f1)
{
    echo "// Made by tools/regenerate-ptx.sh with $("$clang" --version | head -1); do not edit."
    echo "// source-sha256: $hash"
    cat "$source/mimi-kernels.ptx"
} >kernels/ptx/mimi-kernels.ptx
echo "kernels/ptx/mimi-kernels.ptx: $(grep -c '^.visible .entry' kernels/ptx/mimi-kernels.ptx) kernels, source $hash"
