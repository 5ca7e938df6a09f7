#!/usr/bin/env python3
"""Exports what PyTorch computes inside Mimi's encoder, as a reference for `mimi parity`.

    pip install moshi safetensors soundfile          # or: pip install transformers safetensors soundfile
    python3 export_reference.py moshi --weights tokenizer-e351c8d8-checkpoint125.safetensors --audio clip.wav --out clip.moshi.safetensors
    python3 export_reference.py transformers --weights kyutai/mimi --audio clip.wav --out clip.hf.safetensors
    mimi parity clip.moshi.safetensors clip.hf.safetensors --weights model.safetensors

The model runs twice: in float64, rotary angles included, which is written as the truth; and in float32 as it comes, which tells what
PyTorch itself loses. The file has the format `mimi-reference-1` (see src/MimiNative/Parity/ReferenceFile.cs): the input; for each tap
some frames in full, and the mean and rms of every channel over all frames; the codes, with the margin of each choice.

The audio must be at 24 kHz: nothing is resampled here, so that the clip in the file is exactly what was encoded.

Written against moshi 0.2.13 and transformers 5.23 on torch 2.13. This project's CI has no PyTorch and does not run it.
"""

import argparse
import contextlib
import json
import math
import os
import sys
from importlib.metadata import version

os.environ.setdefault("NO_TORCH_COMPILE", "1")  # moshi compiles its rotary embedding otherwise

import numpy as np
import torch

SAMPLE_RATE = 24000
FRAME = 1920  # samples of a latent frame
KEPT_FLOATS = 20000  # of each tap, about


class Moshi:
    """The `moshi` package: pads the waveform (since 2025)."""

    padding = "moshi"

    def __init__(self, weights, config):
        from moshi.models import loaders

        self.version = version("moshi")
        parsed = json.load(open(config)) if config else None
        codebooks = (parsed or {}).get("quantizer", {}).get("n_q", 32)
        self.model = loaders.get_mimi(weights, parsed, device="cpu", num_codebooks=codebooks)
        self.convolutions = self.model.encoder.model
        self.layers = self.model.encoder_transformer.transformer.layers
        self.branches = [self.model.quantizer.rvq_first, self.model.quantizer.rvq_rest]
        self.window = self.layers[0].self_attn.context
        self.heads = self.layers[0].self_attn.num_heads

    def mlp(self, layer):
        return layer.linear2  # the feed-forward part has no module of its own

    def codebooks(self, branch):
        return [(layer._codebook.embedding_sum, layer._codebook.cluster_usage) for layer in branch.vq.layers]

    @contextlib.contextmanager
    def rotary_in_float64(self):
        """The package rotates in float32 whatever the model's type."""
        from moshi.modules import rope

        def apply(q, k, offset, max_period=10_000, interleave=True, time_before_heads=False):
            assert interleave and not time_before_heads
            half = q.shape[-1] // 2
            frequencies = float(max_period) ** (-torch.arange(half, dtype=torch.float64) / half)
            positions = offset.double().view(-1, 1) + torch.arange(q.shape[2], dtype=torch.float64)
            angle = positions[:, None, :, None] * frequencies
            turn = torch.polar(torch.ones_like(angle), angle)
            return tuple(torch.view_as_real(torch.view_as_complex(x.unflatten(-1, (half, 2)).contiguous()) * turn).flatten(-2) for x in (q, k))

        before = rope.apply_rope
        rope.apply_rope = apply
        try:
            yield
        finally:
            rope.apply_rope = before


class Transformers:
    """Hugging Face `transformers`: every convolution pads its own input. Some versions ignore the attention window: export clips below 10 s with those."""

    padding = "hf"

    def __init__(self, weights, config):
        from transformers import MimiModel

        self.version = version("transformers")
        # sdpa: the eager attention takes its softmax in float32 whatever the model's type.
        self.model = MimiModel.from_pretrained(weights, attn_implementation="sdpa").float().eval()
        self.convolutions = self.model.encoder.layers
        self.layers = self.model.encoder_transformer.layers
        quantizer = self.model.quantizer
        self.branches = [quantizer.semantic_residual_vector_quantizer, quantizer.acoustic_residual_vector_quantizer]
        self.window = self.model.config.sliding_window
        self.heads = self.model.config.num_attention_heads

    def mlp(self, layer):
        return layer.mlp

    def codebooks(self, branch):
        return [(layer.codebook.embed_sum, layer.codebook.cluster_usage) for layer in branch.layers]

    @contextlib.contextmanager
    def rotary_in_float64(self):
        """The package computes the angles in float32 whatever the model's type."""
        config = self.model.config
        theta = (getattr(config, "rope_parameters", None) or {}).get("rope_theta") or config.rope_theta
        frequencies = float(theta) ** (-torch.arange(0, config.head_dim, 2, dtype=torch.float64) / config.head_dim)

        def forward(x, position_ids, *_, **__):
            angle = position_ids[:, :, None].double() * frequencies
            angle = torch.cat((angle, angle), dim=-1)
            return angle.cos(), angle.sin()

        modules = [m for m in self.model.encoder_transformer.modules() if type(m).__name__ == "MimiRotaryEmbedding"]
        assert modules, "no MimiRotaryEmbedding: this version of transformers is unknown here"
        for module in modules:
            module.forward = forward
        try:
            yield
        finally:
            for module in modules:
                del module.forward


def tap_modules(source):
    """Public tap name -> (module, True where its output is (batch, channels, time))."""
    taps = {"seanet.conv_in": (source.convolutions[0], True)}
    stages = (len(source.convolutions) - 3) // 3  # conv, stages x (block, ELU, conv), ELU, conv
    for stage in range(stages):
        taps[f"seanet.res{stage + 1}"] = (source.convolutions[1 + 3 * stage], True)
        taps[f"seanet.down{stage + 1}"] = (source.convolutions[3 + 3 * stage], True)
    taps["seanet.out"] = (source.convolutions[2 + 3 * stages], True)
    for i, layer in enumerate(source.layers):
        taps[f"transformer.{i + 1}.attn"] = (layer.self_attn, False)
        taps[f"transformer.{i + 1}.mlp"] = (source.mlp(layer), False)
        taps[f"transformer.{i + 1}"] = (layer, False)
    taps["latent"] = (source.model.downsample, True)
    return taps


@torch.no_grad()
def record(source, samples, dtype):
    """Encodes, and returns every tap as (time, channels) and the codes that the package gives as (codebooks, frames)."""
    taps, hooks = {}, []

    def keep(name, channels_first):
        def hook(module, args, output):
            value = output[0] if isinstance(output, (tuple, list)) else output
            assert name not in taps, f"{name} ran twice"
            assert value.dtype == dtype, f"{name} is {value.dtype}, not {dtype}"
            value = value[0]
            taps[name] = (value.T if channels_first else value).detach().clone()

        return hook

    for name, (module, channels_first) in tap_modules(source).items():
        hooks.append(module.register_forward_hook(keep(name, channels_first)))
    try:
        codes = source.model.encode(torch.from_numpy(samples).to(dtype)[None, None])
    finally:
        for hook in hooks:
            hook.remove()
    codes = codes if torch.is_tensor(codes) else codes[0]
    return taps, codes[0]


@torch.no_grad()
def quantise(source, latent):
    """The quantiser by its definition, in float64: codes, margins, and the quantised latent of each branch as (time, channels)."""
    codes, margins, quantised = [], [], []
    for branch in source.branches:
        residual = latent @ branch.input_proj.weight[:, :, 0].double().T
        total = torch.zeros_like(residual)
        for sums, usage in source.codebooks(branch):
            rows = sums.double() / usage.double().clamp(min=1e-5)[:, None]
            # Not cdist, which takes a shortcut through matrix products for large inputs and loses digits.
            distances = torch.stack([(rows - r).square().sum(1).sqrt() for r in residual])
            nearest = distances.topk(2, dim=1, largest=False).values
            chosen = distances.argmin(dim=1)
            codes.append(chosen)
            margins.append(nearest[:, 1] - nearest[:, 0])
            residual = residual - rows[chosen]
            total = total + rows[chosen]
        quantised.append(total @ branch.output_proj.weight[:, :, 0].double().T)
    return torch.stack(codes), torch.stack(margins), quantised


def add_quantised(taps, semantic, acoustic):
    taps["rvq.semantic"], taps["rvq.acoustic"], taps["rvq"] = semantic, acoustic, semantic + acoustic


def kept_frames(frames, channels):
    """Evenly spread, with the first and the last ones: where padding goes wrong."""
    count = max(24, KEPT_FLOATS // channels)
    if count >= frames:
        return np.arange(frames)
    spread = np.linspace(0, frames - 1, count - 8).round().astype(int)
    return np.unique(np.concatenate([np.arange(4), spread, np.arange(frames - 4, frames)]))


def padding_of(source, samples, frames_at_full_rate):
    """What the package did, seen in the first convolution's output; its known habit where the clip is whole frames."""
    if samples % FRAME == 0:
        return source.padding
    return {samples: "hf", math.ceil(samples / FRAME) * FRAME: "moshi"}[frames_at_full_rate]


def read_audio(path):
    import soundfile

    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    if rate != SAMPLE_RATE:
        sys.exit(f"{path} is at {rate} Hz; resample it to {SAMPLE_RATE} Hz first")
    if len(samples) == 0:
        sys.exit(f"{path} has no samples")
    return samples.mean(axis=1, dtype=np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("implementation", choices=["moshi", "transformers"])
    parser.add_argument("--weights", required=True, help="moshi: the .safetensors file; transformers: a folder or a repository name")
    parser.add_argument("--config", help="moshi: JSON of the model's sizes, where they are not the released ones")
    parser.add_argument("--audio", required=True, help="a clip at 24 kHz")
    parser.add_argument("--out", required=True)
    parser.add_argument("--case", help="a word for the clip (default: the file's name)")
    parser.add_argument("--checkpoint", help="a word for the weights (default: their file's name)")
    arguments = parser.parse_args()

    from safetensors.numpy import save_file

    samples = read_audio(arguments.audio)
    source = (Moshi if arguments.implementation == "moshi" else Transformers)(arguments.weights, arguments.config)

    single, single_codes = record(source, samples, torch.float32)
    source.model.double()
    with source.rotary_in_float64():
        truth, _ = record(source, samples, torch.float64)
    codes, margins, quantised = quantise(source, truth["latent"])
    add_quantised(truth, *quantised)

    # What float32 loses in the quantised latent is the arithmetic of it: with the truth's codes, so that an exchanged code doesn't count.
    source.model.float()
    with torch.no_grad():
        first = len(source.codebooks(source.branches[0]))
        parts = [source.branches[0].decode(codes[None, :first]), source.branches[1].decode(codes[None, first:])]
    add_quantised(single, *(part[0].T for part in parts))

    tensors = {"input": samples, "codes": codes.numpy().astype(np.int32), "codes_margin": margins.numpy().astype(np.float32)}
    taps = {}
    for name, value in truth.items():
        value = value.numpy()
        error = np.abs(single[name].numpy().astype(np.float64) - value)
        rms = math.sqrt(np.mean(value**2))
        frames, channels = value.shape
        kept = kept_frames(frames, channels)
        taps[name] = {
            "frames": frames,
            "channels": channels,
            "max_abs": float(np.abs(value).max()),
            "float32_max_abs_error": float(error.max()),
            "float32_relative_rms_error": math.sqrt(np.mean(error**2)) / rms if rms > 0 else 0.0,
        }
        tensors[f"tap/{name}/frames"] = kept.astype(np.int32)
        tensors[f"tap/{name}/values"] = np.ascontiguousarray(value[kept]).astype(np.float32)
        tensors[f"tap/{name}/mean"] = value.mean(axis=0)
        tensors[f"tap/{name}/rms"] = np.sqrt(np.mean(value**2, axis=0))

    agreement = float((single_codes == codes).double().mean())
    metadata = {
        "format": "mimi-reference-1",
        "implementation": arguments.implementation,
        "version": source.version,
        "torch": torch.__version__,
        "precision": "float64 throughout (rotary angles too), stored as float32",
        "padding": padding_of(source, len(samples), taps["seanet.conv_in"]["frames"]),
        "window": str(source.window),
        "heads": str(source.heads),
        "checkpoint": arguments.checkpoint or os.path.basename(os.path.normpath(arguments.weights)),
        "sample_rate": str(SAMPLE_RATE),
        "case": arguments.case or os.path.splitext(os.path.basename(arguments.audio))[0],
        "float32_code_agreement": str(agreement),
        "taps": json.dumps(taps),
    }
    save_file(tensors, arguments.out + ".tmp", metadata)
    os.replace(arguments.out + ".tmp", arguments.out)
    worst = max(taps, key=lambda name: taps[name]["float32_relative_rms_error"])
    print(f"{arguments.out}: {len(taps)} taps, {codes.shape[0]} codebooks, {codes.shape[1]} frames, padding {metadata['padding']};")
    print(f"float32 loses {taps[worst]['float32_relative_rms_error']:.1e} at {worst} and gets {agreement:.2%} of the codes")


if __name__ == "__main__":
    main()
