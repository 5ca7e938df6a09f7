#!/bin/bash
# What needs a GPU, for a machine that has one but neither the SDK nor a network: packed here, run there.
#   tools/gpu-check.sh pack CHECK.tar.xz    builds and packs .NET's runtime, the tests of the kernels, mimi, the benchmark and, where ../shared is, references: 52 MB
#   bash gpu-check.sh run CHECK.tar.xz LOGS there: devices, tests on the GPU, registers of the kernels (with ptxas), parity, speeds beside PyTorch's, an export of transformers; 5 to 7 minutes
# With the SDK it is: MIMI_TEST_BACKENDS="cpu,cuda,opencl,ilgpu cuda" dotnet test --project tests/MimiNative.Kernels.Tests -c Release
#                     dotnet run -c Release --project tools/bench/MimiNative.Benchmarks -- peers gpu
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2; }
archive=$(realpath "$2") work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kernels=tests/MimiNative.Kernels.Tests/bin/Release/net10.0 bench=tools/bench/MimiNative.Benchmarks/bin/Release/net10.0

if [ "$1" = pack ]; then
    cd "$(dirname "$0")/.."
    root=$(dirname "$(realpath "$(command -v dotnet)")")
    for project in tests/MimiNative.Kernels.Tests tools/bench/MimiNative.Benchmarks; do dotnet build "$project" -c Release -v q --nologo; done
    mkdir -p "$work/repo/$kernels" "$work/repo/$bench" "$work/dotnet/shared" "$work/shared/reference/full"
    dotnet publish src/MimiNative.Cli -c Release -r linux-x64 --no-self-contained -p:PublishAot=false -o "$work/repo/mimi" -v q --nologo
    cp -r "$root/dotnet" "$root/host" "$work/dotnet"
    cp -r "$root/shared/Microsoft.NETCore.App" "$work/dotnet/shared"
    cp -r $kernels/. "$work/repo/$kernels"
    cp -r $bench/. "$work/repo/$bench"
    cp MimiNative.sln kernels/ptx/mimi-kernels.ptx tools/export_reference.py "$work/repo"
    cp tools/bench/*.py "$work/repo/tools/bench"
    if [ -d ../shared/reference ]; then
        cp -r ../shared/reference/tiny "$work/shared/reference"
        cp ../shared/reference/full/{speech,aligned,samples1,samples1921}.*.safetensors "$work/shared/reference/full"
    fi
    chmod -R u+w "$work"
    find "$work/repo" \( -name '*.pdb' -o -name '*.xml' -o -name '*CodeAnalysis*' -o -name onnxruntime.dll -o -name libcapstone.so \) -delete
    tar -C "$work" -cf - repo shared dotnet | xz -T0 -6 --lzma2=dict=64MiB >"$archive"
    ls -l "$archive"
    exit
fi

logs=$(realpath "${3:?the folder for logs}")
exec > >(tee "$logs/log") 2>&1
step() { echo "[$(date +%T)] $*"; }
step unpacking
tar -C "$work" -xJf "$archive"
cd "$work/repo"
export DOTNET_ROOT=$work/dotnet PATH=$work/dotnet:$PATH DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 PYTHON=${PYTHON:-$(command -v python3 || true)}
mimi="dotnet mimi/mimi.dll"
step devices
nvidia-smi || true
lscpu | grep -E "Model name|^CPU\(s\)|L2|L3"
$mimi devices

# In the background: it needs only the processor. The clip of a reference goes in as numpy's, so that no audio library is needed.
printf 'import numpy\ndef read(path, dtype, always_2d):\n    return numpy.load(path)[:, None], 24000\n' >soundfile.py
(
    $mimi weights write synthetic:1 --layout hf --out "$work/hf/model.safetensors"
    "$PYTHON" -c "from safetensors.numpy import load_file; import numpy; numpy.save('speech.npy', load_file('../shared/reference/full/speech.hf.safetensors')['input'])"
    OMP_NUM_THREADS=6 "$PYTHON" export_reference.py transformers --weights "$work/hf" --audio speech.npy --out speech.hf.safetensors --checkpoint synthetic:1
    $mimi parity speech.hf.safetensors --weights synthetic:1 --threads 4
) >"$logs/transformers.log" 2>&1 &
export_job=$!

step "registers and spills"
for arch in 80 90; do ptxas -v -arch=sm_$arch mimi-kernels.ptx -o /dev/null >"$logs/ptxas$arch.log" 2>&1 || true; done
grep -E "Compiling|registers|spill" "$logs/ptxas90.log" || true
step tests
MIMI_TEST_BACKENDS="cpu,cuda,opencl,ilgpu cuda" timeout 180 dotnet $kernels/MimiNative.Kernels.Tests.dll -class "*.EncoderTests" -class "*.OperationTests" -class "*.ProductTests" -class "*.QuantiserTests" \
    -class "*.SameBitsTests" -class "*.ContractTests" -class "*.FailureTests" -class "*.OracleTests" -class "*.AccuracyTests" -xml "$logs/tests.xml" >"$logs/tests.log" 2>&1 || true
grep -E -A4 "\[FAIL\]" "$logs/tests.log" | head -60 || true
tail -4 "$logs/tests.log"
step parity
timeout 60 $mimi parity ../shared/reference/full/*.safetensors --device cuda || true
step "transformers' own model"
wait $export_job || true
cat "$logs/transformers.log"
step speeds
timeout 180 dotnet $bench/MimiNative.Benchmarks.dll peers gpu 0.7 16 64 || true
step end
