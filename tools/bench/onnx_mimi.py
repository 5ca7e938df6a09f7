#!/usr/bin/env python3
"""Writes Mimi's encoder, waveform to latent, as an ONNX graph of fixed length.

    onnx_mimi.py INPUTS.safetensors MODEL.onnx

The protobuf is written by hand (numbers of fields from onnx.proto3), so that neither the onnx package nor an exporter has to be installed.
Attention and GELU are spelled as exporters spell them: ONNX Runtime fuses what it knows. Convolutions are written as two-dimensional ones over one row,
since ONNX Runtime has its blocked layout only for those and is faster for it.
"""
import sys

import numpy

import mimi_peer as peer


def varint(n):
    out = bytearray()
    n &= (1 << 64) - 1
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def field(number, value):
    """One protobuf field: bytes, text and messages by length, integers as varints, floats as 32 bits."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | 5) + numpy.float32(value).tobytes()
    if isinstance(value, str):
        value = value.encode()
    return varint(number << 3 | 2) + varint(len(value)) + value


def attribute(name, value):
    if isinstance(value, int):
        return field(1, name) + field(3, value) + field(20, 2)
    if isinstance(value, float):
        return field(1, name) + field(2, value) + field(20, 1)
    if isinstance(value, str):
        return field(1, name) + field(4, value) + field(20, 3)
    return field(1, name) + b"".join(field(8, v) for v in value) + field(20, 7)


def value_info(name, shape):
    dims = b"".join(field(1, field(1, n)) for n in shape)
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, dims)))


class Graph:
    """Nodes and constants in order; every method returns the name of what it added."""

    def __init__(self):
        self.nodes, self.constants, self.macs = [], {}, 0

    def constant(self, array, name=None):
        name = name or f"c{len(self.constants)}"
        array = numpy.ascontiguousarray(array)
        kind = {"float32": 1, "int64": 7}[array.dtype.name]
        self.constants[name] = b"".join(field(1, n) for n in array.shape) + field(2, kind) + field(8, name) + field(9, array.tobytes())
        return name

    def __call__(self, operation, *inputs, outputs=1, **attributes):
        names = [f"{operation}{len(self.nodes)}_{i}" for i in range(outputs)]
        inputs = [i if isinstance(i, str) else self.constant(i) for i in inputs]
        self.nodes.append(
            b"".join(field(1, i) for i in inputs) + b"".join(field(2, n) for n in names) + field(3, names[0]) + field(4, operation)
            + b"".join(field(5, attribute(k, v)) for k, v in attributes.items()))
        return names[0] if outputs == 1 else names

    def model(self, inputs, output):
        graph = b"".join(field(1, n) for n in self.nodes) + field(2, "mimi") + b"".join(field(5, c) for c in self.constants.values())
        graph += field(11, value_info(*inputs)) + field(12, value_info(*output))
        return field(1, 8) + field(8, field(2, 17)) + field(7, graph)  # IR version 8, opset 17


def scalar(value):
    return numpy.array(value, numpy.float32)


def convolution(g, x, tensors, name, stride, length):
    weight = tensors[f"{name}.weight"]
    kernel = weight.shape[2]
    g.macs += weight.size * (length // stride)
    bias = [tensors[f"{name}.bias"]] if f"{name}.bias" in tensors else []
    left = kernel - stride if bias else 0  # the downsampling one comes padded
    return g("Conv", x, weight[:, :, None], *bias, kernel_shape=[1, kernel], strides=[1, stride], pads=[0, left, 0, 0])


def rows(g, x):
    """(1, channels, 1, time) to (1, time, channels)."""
    return g("Transpose", g("Squeeze", x, numpy.array([2])), perm=[0, 2, 1])


def seanet(g, x, tensors, length):
    x = convolution(g, x, tensors, "encoder.model.0.conv.conv", 1, length)
    for stage, ratio in enumerate(peer.RATIOS):
        block = f"encoder.model.{1 + 3 * stage}.block"
        y = convolution(g, g("Elu", x), tensors, f"{block}.1.conv.conv", 1, length)
        x = g("Add", x, convolution(g, g("Elu", y), tensors, f"{block}.3.conv.conv", 1, length))
        x = convolution(g, g("Elu", x), tensors, f"encoder.model.{3 + 3 * stage}.conv.conv", ratio, length)
        length //= ratio
    return convolution(g, g("Elu", x), tensors, "encoder.model.14.conv.conv", 1, length)


def linear(g, x, weight, frames):
    g.macs += weight.size * frames
    return g("MatMul", x, weight.T)


def rotate(g, x, cos, sin):
    a, b = g("Split", x, outputs=2, axis=-1)
    return g("Concat", g("Sub", g("Mul", a, cos), g("Mul", b, sin)), g("Add", g("Mul", a, sin), g("Mul", b, cos)), axis=-1)


def attention(g, x, tensors, name, frames, cos, sin, mask):
    qkv = linear(g, x, peer.projections(tensors, name), frames)
    split = [g("Transpose", g("Reshape", part, numpy.array([1, frames, peer.HEADS, peer.HEAD_DIM])), perm=[0, 2, 1, 3])
             for part in g("Split", qkv, outputs=3, axis=-1)]
    q, k = rotate(g, split[0], cos, sin), rotate(g, split[1], cos, sin)
    scores = g("Mul", g("MatMul", q, g("Transpose", k, perm=[0, 1, 3, 2])), scalar(peer.HEAD_DIM**-0.5))
    y = g("MatMul", g("Softmax", g("Add", scores, mask), axis=-1), split[2])
    g.macs += 2 * peer.WIDTH * frames * frames
    y = g("Reshape", g("Transpose", y, perm=[0, 2, 1, 3]), numpy.array([1, frames, peer.WIDTH]))
    return linear(g, y, tensors[f"{name}.self_attn.out_proj.weight"], frames)


def gelu(g, x):
    erf = g("Erf", g("Div", x, scalar(2**0.5)))
    return g("Mul", g("Mul", x, g("Add", erf, scalar(1))), scalar(0.5))


def transformer(g, x, tensors, frames):
    cos, sin = (g.constant(a[None, None]) for a in peer.rotation(frames))
    mask = g.constant(peer.mask(frames)[None, None])

    def norm(x, which, name):
        return g("LayerNormalization", x, tensors[f"{name}.norm{which}.weight"], tensors[f"{name}.norm{which}.bias"], axis=-1, epsilon=peer.NORM_EPS)

    for n in range(peer.LAYERS):
        name = f"encoder_transformer.transformer.layers.{n}"
        y = attention(g, norm(x, 1, name), tensors, name, frames, cos, sin, mask)
        x = g("Add", x, g("Mul", y, tensors[f"{name}.layer_scale_1.scale"]))
        y = gelu(g, linear(g, norm(x, 2, name), tensors[f"{name}.linear1.weight"], frames))
        y = linear(g, y, tensors[f"{name}.linear2.weight"], frames)
        x = g("Add", x, g("Mul", y, tensors[f"{name}.layer_scale_2.scale"]))
    return x


def main():
    source, target = sys.argv[1:]
    tensors = peer.read(source)
    samples = tensors["samples"].size
    frames = samples // 960
    g = Graph()
    x = rows(g, seanet(g, "samples", tensors, samples))
    x = g("Transpose", transformer(g, x, tensors, frames), perm=[0, 2, 1])
    x = g("Pad", g("Unsqueeze", x, numpy.array([2])), numpy.array([0, 0, 0, 2, 0, 0, 0, 0]), mode="edge")
    latent = rows(g, convolution(g, x, tensors, "downsample.conv.conv.conv", 2, frames))
    with open(target, "wb") as file:
        file.write(g.model(("samples", [1, 1, 1, samples]), (latent, [1, frames // 2, peer.WIDTH])))
    print(f"{target}: {len(g.nodes)} nodes, {g.macs / 1e9:.2f} GMAC for {samples / 24000:g} s", file=sys.stderr)


main()
