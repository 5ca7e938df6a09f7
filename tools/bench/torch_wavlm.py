#!/usr/bin/env python3
"""WavLM with its x-vector head in plain PyTorch, timed: the graph that transformers runs, without its wrappers. It is not transformers itself.

    torch_wavlm.py INPUTS.safetensors OUTPUT [--threads N] [--seconds S]
"""
import math

import torch
from torch.nn import functional as F

import peer

STRIDES, HEADS, LAYERS, BUCKETS, FARTHEST, EPS = (5, 2, 2, 2, 2, 2, 2), 12, 12, 320, 800, 1e-5
DILATIONS = (1, 2, 3, 1, 1)


def linear(x, tensors, name):
    return F.linear(x, tensors[f"{name}.weight"], tensors[f"{name}.bias"])


def norm(x, tensors, name):
    return F.layer_norm(x, x.shape[-1:], tensors[f"{name}.weight"], tensors[f"{name}.bias"], EPS)


def features(samples, tensors):
    x = samples[None, None]
    for n, stride in enumerate(STRIDES):
        name = f"wavlm.feature_extractor.conv_layers.{n}"
        x = F.conv1d(x, tensors[f"{name}.conv.weight"], stride=stride)
        if n == 0:
            x = F.group_norm(x, x.shape[1], tensors[f"{name}.layer_norm.weight"], tensors[f"{name}.layer_norm.bias"], EPS)
        x = F.gelu(x)
    return x.transpose(1, 2)


def positions(tensors, frames):
    """The bias of every head, query and key: T5's bidirectional buckets of j - i."""
    distance = torch.arange(frames)[None, :] - torch.arange(frames)[:, None]
    half, exact = BUCKETS // 2, BUCKETS // 4
    size = distance.abs()
    far = exact + (torch.log(size.clamp(min=1).float() / exact) / math.log(FARTHEST / exact) * (half - exact)).long()
    bucket = (distance > 0).long() * half + torch.where(size < exact, size, far.clamp(max=half - 1))
    return F.embedding(bucket, tensors["wavlm.encoder.layers.0.attention.rel_attn_embed.weight"]).permute(2, 0, 1)


def attention(x, tensors, name, table):
    frames, width = x.shape[1:]

    def heads(y):
        return y.view(1, frames, HEADS, width // HEADS).transpose(1, 2)

    q, k, v = (heads(linear(x, tensors, f"{name}.{part}_proj")) for part in "qkv")
    a, b = torch.sigmoid(linear(heads(x), tensors, f"{name}.gru_rel_pos_linear").view(1, HEADS, frames, 2, 4).sum(-1)).chunk(2, -1)
    bias = (a * (b * tensors[f"{name}.gru_rel_pos_const"] - 1) + 2) * table
    y = torch.softmax(q @ k.transpose(-1, -2) * (width // HEADS) ** -0.5 + bias, -1) @ v
    return linear(y.transpose(1, 2).reshape(1, frames, width), tensors, f"{name}.out_proj")


def encode(samples, tensors, table):
    x = features(samples, tensors)
    x = linear(norm(x, tensors, "wavlm.feature_projection.layer_norm"), tensors, "wavlm.feature_projection.projection")
    y = F.conv1d(x.transpose(1, 2), tensors["positional"], tensors["wavlm.encoder.pos_conv_embed.conv.bias"], padding=64, groups=16)[..., :-1]
    x = norm(x + F.gelu(y).transpose(1, 2), tensors, "wavlm.encoder.layer_norm")
    states = [x]
    for n in range(LAYERS):
        name = f"wavlm.encoder.layers.{n}"
        x = norm(x + attention(x, tensors, f"{name}.attention", table), tensors, f"{name}.layer_norm")
        y = F.gelu(linear(x, tensors, f"{name}.feed_forward.intermediate_dense"))
        x = norm(x + linear(y, tensors, f"{name}.feed_forward.output_dense"), tensors, f"{name}.final_layer_norm")
        states.append(x)
    x = (torch.stack(states) * torch.softmax(tensors["layer_weights"], 0).view(-1, 1, 1, 1)).sum(0)
    x = linear(x, tensors, "projector").transpose(1, 2)
    for n, dilation in enumerate(DILATIONS):
        x = F.relu(F.conv1d(x, tensors[f"tdnn.{n}.convolution"], tensors[f"tdnn.{n}.kernel.bias"], dilation=dilation))
    return linear(torch.cat((x.mean(2), x.std(2)), 1), tensors, "feature_extractor")


def main():
    arguments = peer.arguments()
    tensors = {name: torch.from_numpy(array.copy()) for name, array in peer.read(arguments.inputs).items()}
    gain, direction = (tensors[f"wavlm.encoder.pos_conv_embed.conv.weight_{part}"] for part in "gv")
    tensors["positional"] = gain * direction / direction.norm(dim=(0, 1), keepdim=True)
    inputs = tensors["projector.weight"].shape[0]
    for n in range(len(DILATIONS)):
        weight = tensors[f"tdnn.{n}.kernel.weight"]
        tensors[f"tdnn.{n}.convolution"] = weight.view(weight.shape[0], -1, inputs).transpose(1, 2).contiguous()
        inputs = weight.shape[0]
    samples = tensors["samples"]
    frames = samples.shape[0]
    for kernel, stride in zip((10, 3, 3, 3, 3, 2, 2), STRIDES):
        frames = (frames - kernel) // stride + 1
    table = positions(tensors, frames)
    peer.run(arguments, lambda: encode(samples, tensors, table))


main()
