#!/usr/bin/env python3
"""The table of peers.sh: medians over the rounds, and in each round ours against the peer measured next to it.

    table.py RESULTS.jsonl
"""
import json
import statistics
import sys

CLIP = 10  # seconds


def ours(result):
    """The 10 s row of `mimi bench --json` in the form of a peer's line."""
    clip = next(c for c in result["clips"] if c["seconds"] == CLIP)
    return {"name": "mimi", "threads": result["threads"], "rtfx": clip["rtfx"], "gflops": clip["gflops"], "peak": result["peak_gflops"]}


def main():
    with open(sys.argv[1]) as file:
        results = [json.loads(line) for line in file if line.strip()]
    results = [ours(r) if "clips" in r else r for r in results]
    print(f"{CLIP} s of audio to the latent; medians of the rounds' best runs; the peak is the threads' measured FMA peak")
    print(f"{'threads':>7}  {'':36} {'speed':>7} {'GFLOP/s':>8} {'of peak':>8} {'mimi is':>8} {'(rounds)':>13}  difference from our latent")
    for threads in sorted({r["threads"] for r in results}):
        here = [r for r in results if r["threads"] == threads]
        own = [r for r in here if r["name"] == "mimi"]
        peak = max(r["peak"] for r in own)
        work = own[0]["gflops"] / own[0]["rtfx"]  # GFLOP per second of audio
        for name in dict.fromkeys(r["name"] for r in here):
            rows = [r for r in here if r["name"] == name]
            speed = statistics.median(r["rtfx"] for r in rows)
            ratios = [a["rtfx"] / b["rtfx"] for a, b in zip(own, rows)]
            line = f"{threads:>7}  {name:36} {speed:6.1f}x {speed * work:8.1f} {speed * work / peak:8.0%}"
            if name != "mimi":
                line += f" {statistics.median(ratios):7.2f}x {f'{min(ratios):.2f}-{max(ratios):.2f}':>13}  {rows[0]['difference']:.1e} relative RMS"
            print(line)
        print(f"{'':7}  FMA peak {peak:.1f} GFLOP/s")


main()
