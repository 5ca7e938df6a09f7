#!/usr/bin/env python3
"""Mimi's encoder in plain PyTorch, timed: the graph that moshi and transformers run, without their wrappers. It is not moshi itself.

    torch_mimi.py INPUTS.safetensors OUTPUT [--threads N] [--seconds S] [--device cuda] [--batch N] [--tf32]
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
    """A causal convolution: kernel - stride steps of padding on the left. x: (batch, channels, time)."""
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
    clips, frames, _ = x.shape
    for n in range(LAYERS):
        name = f"encoder_transformer.transformer.layers.{n}"
        y = F.layer_norm(x, (WIDTH,), tensors[f"{name}.norm1.weight"], tensors[f"{name}.norm1.bias"], NORM_EPS)
        q, k, v = F.linear(y, tensors[f"{name}.qkv"]).view(clips, frames, 3, HEADS, HEAD_DIM).permute(2, 0, 3, 1, 4)
        y = attend(rotate(q, cos, sin), rotate(k, cos, sin), v, mask)
        y = F.linear(y.transpose(1, 2).reshape(clips, frames, WIDTH), tensors[f"{name}.self_attn.out_proj.weight"])
        x = x + y * tensors[f"{name}.layer_scale_1.scale"]
        y = F.layer_norm(x, (WIDTH,), tensors[f"{name}.norm2.weight"], tensors[f"{name}.norm2.bias"], NORM_EPS)
        y = F.linear(F.gelu(F.linear(y, tensors[f"{name}.linear1.weight"])), tensors[f"{name}.linear2.weight"])
        x = x + y * tensors[f"{name}.layer_scale_2.scale"]
    return x


def encode(samples, tensors, constants):
    """samples: (batch, time); the latents, (batch, frames, channels)."""
    x = seanet(samples[:, None], tensors)
    x = transformer(x.transpose(1, 2).contiguous(), tensors, constants)
    return convolution(x.transpose(1, 2), tensors, "downsample.conv.conv.conv", 2, bias=False, pad="replicate").transpose(1, 2)


def main():
    arguments = peer.arguments()
    arrays = peer.read(arguments.inputs)
    tensors = {name: torch.from_numpy(array.copy()) for name, array in arrays.items()}
    for n in range(LAYERS):
        name = f"encoder_transformer.transformer.layers.{n}"
        tensors[f"{name}.qkv"] = torch.from_numpy(projections(arrays, name))
    tensors = {name: tensor.to(arguments.device) for name, tensor in tensors.items()}
    samples = torch.from_numpy(arrays["samples"].copy()).expand(arguments.batch, -1).contiguous()
    frames = samples.shape[1] // 960
    constants = [torch.from_numpy(a).to(arguments.device) for a in (*rotation(frames), mask(frames))]

    def compute():
        latents = encode(samples.to(arguments.device), tensors, constants).cpu()
        return latents[-1]

    peer.run(arguments, compute)


main()
