"""What the peers share: reading the file that `MimiNative.Benchmarks peers inputs` wrote, and comparing a latent with ours. Needs numpy."""
import json
import math

import numpy

RATIOS = (4, 5, 6, 8)
FILTERS, WIDTH, HEADS, LAYERS, WINDOW, ROPE_BASE, NORM_EPS = 64, 512, 8, 8, 250, 10000.0, 1e-5
HEAD_DIM = WIDTH // HEADS


def read(path):
    """All tensors of a float32 safetensors file by name."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    return {
        name: numpy.frombuffer(data, numpy.float32, math.prod(t["shape"]), t["data_offsets"][0]).reshape(t["shape"])
        for name, t in header.items()
        if name != "__metadata__"
    }


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


def relative_rms(latent, tensors):
    """Difference from our latent, relative to it. latent: (frames, channels)."""
    ours = tensors["latent"].astype(numpy.float64)
    return float(numpy.sqrt(numpy.mean((latent - ours) ** 2) / numpy.mean(ours**2)))
