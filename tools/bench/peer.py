"""What the scripts of `MimiNative.Benchmarks peers` share: reading weights and samples, timing, and handing back the result. Needs numpy and torch."""
import argparse
import json
import math
import time

import numpy
import torch


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("inputs", help="safetensors with weights and samples")
    parser.add_argument("output", help="where the result goes, as raw float32")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--batch", type=int, default=1, help="the same clip so many times, side by side")
    parser.add_argument("--tf32", action="store_true", help="products of 10-bit mantissas on a GPU")
    return parser.parse_args()


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


def run(arguments, compute):
    """Computes for as long as asked, at least three times; prints the fastest in seconds. What compute() returns is on the CPU."""
    torch.set_num_threads(arguments.threads)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = arguments.tf32
    torch.backends.cudnn.benchmark = True
    times = []
    with torch.inference_mode():
        compute().contiguous().numpy().tofile(arguments.output)  # the first run allocates
        end = time.perf_counter() + arguments.seconds
        while len(times) < 3 or time.perf_counter() < end:
            start = time.perf_counter()
            compute()
            times.append(time.perf_counter() - start)
    print(json.dumps({"best": min(times)}))
