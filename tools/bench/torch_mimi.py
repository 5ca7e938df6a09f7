#!/usr/bin/env python3
"""Mimi's encoder in plain PyTorch, timed: the graph that moshi and transformers run, without their wrappers. It is not moshi itself.

    torch_mimi.py INPUTS.safetensors OUTPUT [--threads N] [--seconds S]
"""
import numpy
import torch
from torch.nn import functional as F

import peer

RATIOS = (4, 5, 6, 8)
WIDTH, HEADS, LAYERS, WINDOW, ROPE_BASE, NORM_EPS = 512, 8, 8, 250, 10000.0, 1e-5
HEAD_DIM = WIDTH // HEADS


def rotation(frames):
    """Cosines and sines of the rotary angles, (frames, HEAD_DIM / 2)."""
    angles = numpy.arange(frames)[:, None] * ROPE_BASE ** (-2.0 * numpy.arange(HEAD_DIM // 2) / HEAD_DIM)
    return numpy.cos(angles).astype(numpy.float32), numpy.sin(angles).astype(numpy.float32)


def mask(frames):
    """0 where a query may see a key (0 <= q - k < WINDOW), minus infinity elsewhere: (frames, frames)."""
    distance = numpy.arange(frames)[:, None] - numpy.arange(frames)[None, :]
    return numpy.where((distance >= 0) & (distance < WINDOW), 0, -numpy.inf).astype(numpy.float32)


def halves(weight):
    """Rows of a q or k projection from interleaved rotary pairs (2i, 2i + 1) to pairs (i, i + HEAD_DIM / 2): the same attention, fewer strided reads."""
    return weight.reshape(HEADS, HEAD_DIM // 2, 2, -1).swapaxes(1, 2).reshape(weight.shape)


def projections(tensors, layer):
    """q, k and v as one (3 * WIDTH, WIDTH) matrix for the halves layout."""
    q, k, v = numpy.split(tensors[f"{layer}.self_attn.in_proj_weight"], 3)
    return numpy.concatenate([halves(q), halves(k), v])


def convolution(x, tensors, name, stride, bias=True, pad="constant"):
    """A causal convolution: kernel - stride steps of padding on the left. x: (1, channels, time)."""
    weight = tensors[f"{name}.weight"]
    x = F.pad(x, (weight.shape[2] - stride, 0), mode=pad)
    return F.conv1d(x, weight, tensors[f"{name}.bias"] if bias else None, stride)


def seanet(x, tensors):
    x = convolution(x, tensors, "encoder.model.0.conv.conv", 1)
    for stage, ratio in enumerate(RATIOS):
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
    return torch.softmax(q @ k.transpose(-1, -2) * HEAD_DIM**-0.5 + mask, -1) @ v


def transformer(x, tensors, constants):
    cos, sin, mask = constants
    frames = x.shape[0]
    for n in range(LAYERS):
        name = f"encoder_transformer.transformer.layers.{n}"
        y = F.layer_norm(x, (WIDTH,), tensors[f"{name}.norm1.weight"], tensors[f"{name}.norm1.bias"], NORM_EPS)
        q, k, v = F.linear(y, tensors[f"{name}.qkv"]).view(frames, 3, HEADS, HEAD_DIM).permute(1, 2, 0, 3)
        y = attend(rotate(q, cos, sin)[None], rotate(k, cos, sin)[None], v[None], mask)[0]
        y = F.linear(y.transpose(0, 1).reshape(frames, WIDTH), tensors[f"{name}.self_attn.out_proj.weight"])
        x = x + y * tensors[f"{name}.layer_scale_1.scale"]
        y = F.layer_norm(x, (WIDTH,), tensors[f"{name}.norm2.weight"], tensors[f"{name}.norm2.bias"], NORM_EPS)
        y = F.linear(F.gelu(F.linear(y, tensors[f"{name}.linear1.weight"])), tensors[f"{name}.linear2.weight"])
        x = x + y * tensors[f"{name}.layer_scale_2.scale"]
    return x


def encode(samples, tensors, constants):
    x = seanet(samples[None, None], tensors)
    x = transformer(x[0].T.contiguous(), tensors, constants)
    return convolution(x.T[None], tensors, "downsample.conv.conv.conv", 2, bias=False, pad="replicate")[0].T


def main():
    arguments = peer.arguments()
    arrays = peer.read(arguments.inputs)
    tensors = {name: torch.from_numpy(array.copy()) for name, array in arrays.items()}
    for n in range(LAYERS):
        name = f"encoder_transformer.transformer.layers.{n}"
        tensors[f"{name}.qkv"] = torch.from_numpy(projections(arrays, name))
    samples = tensors["samples"]
    frames = samples.shape[0] // 960
    constants = [torch.from_numpy(a) for a in (*rotation(frames), mask(frames))]
    peer.run(arguments, lambda: encode(samples, tensors, constants))


main()
