#!/usr/bin/env python3
"""Exports what PyTorch computes inside Mimi's encoder, as a reference for `mimi parity`.

    pip install moshi safetensors soundfile          # or: pip install transformers safetensors soundfile
    python3 export_reference.py moshi --weights tokenizer-e351c8d8-checkpoint125.safetensors --audio clip.wav --out clip.moshi.safetensors
    python3 export_reference.py transformers --weights kyutai/mimi --audio clip.wav --out clip.hf.safetensors
    mimi parity clip.moshi.safetensors clip.hf.safetensors --weights model.safetensors

The model runs twice: in float64, rotary angles included, which is written as the truth; and in float32 as it comes, which tells what
PyTorch itself loses. The file has the format `mimi-reference-1` (see src/MimiNative/Parity/ReferenceFile.cs): the input; for each tap
some frames in full, and the mean and rms of every channel over all frames; the codes, with the margin of each choice.

Memory doesn't grow with the clip's convolutions: they take two seconds at a time, each with as much before it as they look back, and what passes
is reduced at once (the float32 run goes through files in the temporary folder, about 85 MB a minute). The transformer, at 25 frames a second, takes the clip whole.

The audio must be at 24 kHz: nothing is resampled here, so that the clip in the file is exactly what was encoded.

Written against moshi 0.2.13 and transformers 5.23 on torch 2.13. This project's CI has no PyTorch and does not run it.
"""

import argparse
import contextlib
import json
import math
import os
import sys
import tempfile
from importlib.metadata import version

os.environ.setdefault("NO_TORCH_COMPILE", "1")  # moshi compiles its rotary embedding otherwise

import numpy as np
import torch

SAMPLE_RATE = 24000
FRAME = 1920  # samples of a latent frame
CHUNK = 25 * FRAME  # samples that the convolutions take at a time
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


def plain_convolutions(module):
    return [m for m in module.modules() if isinstance(m, torch.nn.Conv1d)]


def tap_modules(source):
    """Public tap name -> (module, True where its output is (batch, channels, time), samples per frame within the convolutions)."""
    taps, hop = {"seanet.conv_in": (source.convolutions[0], True, 1)}, 1
    stages = (len(source.convolutions) - 3) // 3  # conv, stages x (block, ELU, conv), ELU, conv
    for stage in range(stages):
        taps[f"seanet.res{stage + 1}"] = (source.convolutions[1 + 3 * stage], True, hop)
        down = source.convolutions[3 + 3 * stage]
        hop *= plain_convolutions(down)[0].stride[0]
        taps[f"seanet.down{stage + 1}"] = (down, True, hop)
    taps["seanet.out"] = (source.convolutions[2 + 3 * stages], True, hop)
    for i, layer in enumerate(source.layers):
        taps[f"transformer.{i + 1}.attn"] = (layer.self_attn, False, None)
        taps[f"transformer.{i + 1}.mlp"] = (source.mlp(layer), False, None)
        taps[f"transformer.{i + 1}"] = (layer, False, None)
    taps["latent"] = (source.model.downsample, True, None)
    return taps


def look_back(encoder):
    """Samples before its own that an output of the convolutions depends on, in whole frames."""
    samples, hop = 0, 1
    for convolution in plain_convolutions(encoder):
        samples += (convolution.kernel_size[0] - 1) * convolution.dilation[0] * hop
        hop *= convolution.stride[0]
    return math.ceil(samples / FRAME) * FRAME


class Pass:
    """One run of the model, tap by tap as it passes. What the convolutions make of samples that were there for context only is dropped."""

    def __init__(self, source, dtype):
        self.source, self.dtype, self.context, self.frames = source, dtype, 0, {}

    def take(self, name, rows):
        raise NotImplementedError

    def __call__(self, samples):
        encoder, hooks = self.source.model.encoder, []
        whole, before = encoder.forward, look_back(encoder)

        def in_chunks(x, *args, **kwargs):
            parts = []
            hop = math.prod(c.stride[0] for c in plain_convolutions(encoder))
            for start in range(0, x.shape[-1], CHUNK):
                self.context = min(start, before)
                y = whole(x[..., start - self.context : start + CHUNK], *args, **kwargs)
                parts.append(y[..., self.context // hop :].clone())
            return torch.cat(parts, dim=-1)

        def keep(name, channels_first, hop):
            def hook(module, args, output):
                value = output[0] if isinstance(output, (tuple, list)) else output
                assert value.dtype == self.dtype, f"{name} is {value.dtype}, not {self.dtype}"
                rows = value[0].T if channels_first else value[0]
                rows = rows[self.context // hop :] if hop else rows
                assert hop or name not in self.frames, f"{name} ran twice"
                self.frames[name] = self.frames.get(name, 0) + len(rows)
                self.take(name, rows.detach().numpy())

            return hook

        for name, (module, channels_first, hop) in tap_modules(self.source).items():
            hooks.append(module.register_forward_hook(keep(name, channels_first, hop)))
        encoder.forward = in_chunks
        try:
            with torch.no_grad():
                codes = self.source.model.encode(torch.from_numpy(samples).to(self.dtype)[None, None])
        finally:
            del encoder.forward
            for hook in hooks:
                hook.remove()
        return (codes if torch.is_tensor(codes) else codes[0])[0]


class Single(Pass):
    """The float32 run: every tap goes to a file of its own."""

    def __init__(self, source, folder):
        super().__init__(source, torch.float32)
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def take(self, name, rows):
        with open(self.path(name), "ab") as file:
            np.ascontiguousarray(rows).tofile(file)


class Truth(Pass):
    """The float64 run: what the file says of each tap, and how far the float32 run was from it."""

    def __init__(self, source, single):
        super().__init__(source, torch.float64)
        self.single, self.taps, self.latent = single, {}, []

    def take(self, name, rows):
        if name == "latent":
            self.latent.append(rows.copy())
        if name not in self.taps:
            self.taps[name] = Tap(self.single.frames[name], rows.shape[1])
        start = self.taps[name].seen
        offset = 4 * rows.shape[1] * start
        other = np.fromfile(self.single.path(name), dtype=np.float32, count=rows.size, offset=offset).reshape(rows.shape)
        self.taps[name].add(rows, other)


class Tap:
    """What is kept of a tap, from rows that come in order."""

    def __init__(self, frames, channels):
        self.frames, self.channels, self.seen = frames, channels, 0
        self.kept, self.values = kept_frames(frames, channels), []
        self.sums, self.squares = np.zeros(channels), np.zeros(channels)
        self.largest = self.largest_error = self.error_squares = 0.0

    def add(self, rows, single):
        error = np.abs(single.astype(np.float64) - rows)
        inside = self.kept[(self.kept >= self.seen) & (self.kept < self.seen + len(rows))]
        self.values.append(rows[inside - self.seen].astype(np.float32))
        self.sums += rows.sum(axis=0)
        self.squares += np.square(rows).sum(axis=0)
        self.largest = max(self.largest, float(np.abs(rows).max()))
        self.largest_error = max(self.largest_error, float(error.max()))
        self.error_squares += float(np.square(error).sum())
        self.seen += len(rows)

    def write(self, name, tensors):
        """Puts the arrays into tensors; returns what the metadata says."""
        assert self.seen == self.frames, f"{name}: {self.seen} frames in float64, {self.frames} in float32"
        power = self.squares.sum()
        tensors[f"tap/{name}/frames"] = self.kept.astype(np.int32)
        tensors[f"tap/{name}/values"] = np.concatenate(self.values)
        tensors[f"tap/{name}/mean"] = self.sums / self.frames
        tensors[f"tap/{name}/rms"] = np.sqrt(self.squares / self.frames)
        return {
            "frames": self.frames,
            "channels": self.channels,
            "max_abs": self.largest,
            "float32_max_abs_error": self.largest_error,
            "float32_relative_rms_error": math.sqrt(self.error_squares / power) if power > 0 else 0.0,
        }


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

    with tempfile.TemporaryDirectory() as folder:
        single = Single(source, folder)
        single_codes = single(samples)
        source.model.double()
        with source.rotary_in_float64():
            truth = Truth(source, single)
            truth(samples)
    latent = torch.from_numpy(np.concatenate(truth.latent))
    codes, margins, (semantic, acoustic) = quantise(source, latent)

    # What float32 loses in the quantised latent is the arithmetic of it: with the truth's codes, so that an exchanged code doesn't count.
    source.model.float()
    with torch.no_grad():
        first = len(source.codebooks(source.branches[0]))
        parts = [source.branches[0].decode(codes[None, :first]), source.branches[1].decode(codes[None, first:])]
    single_semantic, single_acoustic = (part[0].T for part in parts)
    quantised = {
        "rvq.semantic": (semantic, single_semantic),
        "rvq.acoustic": (acoustic, single_acoustic),
        "rvq": (semantic + acoustic, single_semantic + single_acoustic),
    }
    for name, (value, other) in quantised.items():
        truth.taps[name] = Tap(*value.shape)
        truth.taps[name].add(value.numpy(), other.numpy())

    tensors = {"input": samples, "codes": codes.numpy().astype(np.int32), "codes_margin": margins.numpy().astype(np.float32)}
    taps = {name: tap.write(name, tensors) for name, tap in truth.taps.items()}

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
