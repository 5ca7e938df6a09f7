#!/usr/bin/env python3
"""Mimi's encoder in plain PyTorch, timed: the graph that moshi and transformers run, without their wrappers. It is not moshi itself.

    torch_mimi.py INPUTS.safetensors [--threads N] [--seconds S]

INPUTS is written by `MimiNative.Benchmarks peers inputs`. Prints one line of JSON; `difference` is the relative RMS against our latent of the same clip.
"""
import argparse
import json
import sys
import time

import torch
from torch.nn import functional as F

import mimi_peer as peer


def convolution(x, tensors, name, stride, bias=True, pad="constant"):
    """A causal convolution: kernel - stride steps of padding on the left. x: (1, channels, time)."""
    weight = tensors[f"{name}.weight"]
    x = F.pad(x, (weight.shape[2] - stride, 0), mode=pad)
    return F.conv1d(x, weight, tensors[f"{name}.bias"] if bias else None, stride)


def seanet(x, tensors):
    x = convolution(x, tensors, "encoder.model.0.conv.conv", 1)
    for stage, ratio in enumerate(peer.RATIOS):
        block = f"encoder.model.{1 + 3 * stage}.block"
        y = convolution(F.elu(x), tensors, f"{block}.1.conv.conv", 1)
        x = x + convolution(F.elu(y), tensors, f"{block}.3.conv.conv", 1)
        x = convolution(F.elu(x), tensors, f"encoder.model.{3 + 3 * stage}.conv.conv", ratio)
    return convolution(F.elu(x), tensors, "encoder.model.14.conv.conv", 1)


def rotate(x, cos, sin):
    a, b = x.chunk(2, -1)
    return torch.cat((a * cos - b * sin, a * sin + b * cos), -1)


def attend(q, k, v, mask):
    if hasattr(F, "scaled_dot_product_attention"):  # PyTorch 2
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    return torch.softmax(q @ k.transpose(-1, -2) * peer.HEAD_DIM**-0.5 + mask, -1) @ v


def transformer(x, tensors, constants):
    cos, sin, mask = constants
    frames = x.shape[0]
    for n in range(peer.LAYERS):
        name = f"encoder_transformer.transformer.layers.{n}"
        y = F.layer_norm(x, (peer.WIDTH,), tensors[f"{name}.norm1.weight"], tensors[f"{name}.norm1.bias"], peer.NORM_EPS)
        q, k, v = F.linear(y, tensors[f"{name}.qkv"]).view(frames, 3, peer.HEADS, peer.HEAD_DIM).permute(1, 2, 0, 3)
        y = attend(rotate(q, cos, sin)[None], rotate(k, cos, sin)[None], v[None], mask)[0]
        y = F.linear(y.transpose(0, 1).reshape(frames, peer.WIDTH), tensors[f"{name}.self_attn.out_proj.weight"])
        x = x + y * tensors[f"{name}.layer_scale_1.scale"]
        y = F.layer_norm(x, (peer.WIDTH,), tensors[f"{name}.norm2.weight"], tensors[f"{name}.norm2.bias"], peer.NORM_EPS)
        y = F.linear(F.gelu(F.linear(y, tensors[f"{name}.linear1.weight"])), tensors[f"{name}.linear2.weight"])
        x = x + y * tensors[f"{name}.layer_scale_2.scale"]
    return x


def encode(samples, tensors, constants):
    x = seanet(samples[None, None], tensors)
    x = transformer(x[0].T.contiguous(), tensors, constants)
    return convolution(x.T[None], tensors, "downsample.conv.conv.conv", 2, bias=False, pad="replicate")[0].T


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("inputs")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arrays = peer.read(arguments.inputs)
    tensors = {name: torch.from_numpy(array.copy()) for name, array in arrays.items()}
    for n in range(peer.LAYERS):
        name = f"encoder_transformer.transformer.layers.{n}"
        tensors[f"{name}.qkv"] = torch.from_numpy(peer.projections(arrays, name))
    samples = tensors["samples"]
    frames = samples.shape[0] // 960
    constants = [torch.from_numpy(a) for a in (*peer.rotation(frames), peer.mask(frames))]
    times = []
    with torch.inference_mode():
        latent = encode(samples, tensors, constants)  # the first run allocates
        end = time.perf_counter() + arguments.seconds
        while len(times) < 3 or time.perf_counter() < end:
            start = time.perf_counter()
            encode(samples, tensors, constants)
            times.append(time.perf_counter() - start)
    times.sort()
    json.dump({
        "name": f"PyTorch {torch.__version__}, same graph", "threads": arguments.threads, "runs": len(times),
        "rtfx": samples.shape[0] / 24000 / times[0], "best_ms": times[0] * 1e3, "median_ms": times[len(times) // 2] * 1e3,
        "difference": peer.relative_rms(latent.numpy(), arrays),
    }, sys.stdout)
    print()


main()
