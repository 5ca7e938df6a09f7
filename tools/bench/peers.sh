#!/bin/bash
# Mimi's encoder and its peers on this machine, in turns: 10 s of audio to the latent, one and two threads, and the matrix products of its layers.
# Installs nothing; what isn't there is named and left out. See README.md for what to install.
#
#   tools/bench/peers.sh                   all of it, some minutes
#   ROUNDS=1 SECONDS_EACH=1 THREADS=1 tools/bench/peers.sh
#
#   ROUNDS        turns (3)              SECONDS_EACH  time for each figure in a turn (3)
#   THREADS       thread counts ("1 2")  NODE_MODULES  folder with onnxruntime-node (./node_modules)
#   PYTHON        a Python with torch and numpy (/usr/bin/python3)
#   MIMI          our program (a Release build of src/MimiNative.Cli)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rounds=${ROUNDS:-3} each=${SECONDS_EACH:-3} threads=${THREADS:-1 2}
python=${PYTHON:-/usr/bin/python3}
export NODE_MODULES=${NODE_MODULES:-$PWD/node_modules}
# A setting that holds OpenBLAS to older instructions would flatter us; PyTorch computes with it too.
unset "${!OPENBLAS_@}"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
inputs=$temporary/inputs.safetensors model=$temporary/mimi.onnx results=$temporary/results.jsonl

build() { dotnet build "$1" -c Release -v q --nologo >&2; }
build "$here/MimiNative.Benchmarks"
benchmarks=$here/MimiNative.Benchmarks/bin/Release/net10.0/MimiNative.Benchmarks
if [ -z "${MIMI:-}" ]; then
    build "$here/../../src/MimiNative.Cli"
    MIMI=$here/../../src/MimiNative.Cli/bin/Release/net10.0/mimi
fi
"$benchmarks" peers inputs "$inputs"

missing() { echo "left out: $1" >&2; }
torch=yes onnx=yes
"$python" -c 'import torch, numpy' 2>/dev/null || { torch=; missing "PyTorch ($python has no torch or numpy)"; }
[ -d "$NODE_MODULES/onnxruntime-node" ] || { onnx=; missing "ONNX Runtime (no onnxruntime-node in $NODE_MODULES)"; }
[ -z "$onnx" ] || "$python" "$here/onnx_mimi.py" "$inputs" "$model" || { onnx=; missing "ONNX Runtime (its graph needs $python with numpy)"; }

load=$(cut -d' ' -f1 /proc/loadavg)
for round in $(seq "$rounds"); do
    for n in $threads; do
        pin=(taskset -c "0-$((n - 1))")
        "${pin[@]}" "$MIMI" bench --json --threads "$n" --seconds "$each" --weights synthetic:1 2>/dev/null | tr -d '\n' >> "$results"; echo >> "$results"
        [ -z "$torch" ] || "${pin[@]}" "$python" "$here/torch_mimi.py" "$inputs" --threads "$n" --seconds "$each" >> "$results"
        [ -z "$onnx" ] || "${pin[@]}" node "$here/onnx_mimi.mjs" "$inputs" "$model" "$n" "$each" >> "$results"
    done
    echo "round $round of $rounds" >&2
done

echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2- | xargs), $(nproc) processors; load before the first round $load"
"$python" "$here/table.py" "$results"

echo
taskset -c 0 "$benchmarks" peers gemm "$each" || true
