#!/usr/bin/env python3
"""What numpy and scikit-learn need for the parts of `MimiNative.Benchmarks scale peers` that they have too, and what they find. Prints a line of JSON.

    metrics_peer.py EMBEDDINGS.npy VOICES.npy
"""
import json
import resource
import sys
import time

import numpy
from sklearn.decomposition import PCA
from sklearn.metrics import roc_auc_score, roc_curve, silhouette_score


def pairs(x, voice):
    """Equal error rate and AUC of the cosines of all pairs of clips."""
    x = x / numpy.linalg.norm(x, axis=1, keepdims=True)
    i, j = numpy.triu_indices(len(x), 1)
    score, same = (x @ x.T)[i, j], voice[i] == voice[j]
    false_accept, true_accept, _ = roc_curve(same, score, drop_intermediate=False)
    gap = false_accept - (1 - true_accept)
    k = int(numpy.argmax(gap >= 0))
    t = gap[k - 1] / (gap[k - 1] - gap[k])
    return [float(false_accept[k - 1] + t * (false_accept[k] - false_accept[k - 1])), float(roc_auc_score(same, score))]


def silhouette(x, voice):
    return [float(silhouette_score(x, voice, metric="cosine"))]


def components(x, _):
    return [float(PCA(svd_solver="full").fit(x).explained_variance_ratio_[:10].sum())]


def main():
    x, voice = numpy.load(sys.argv[1]), numpy.load(sys.argv[2])
    found = []
    for part in (components, silhouette, pairs):
        seconds, processor = time.perf_counter(), time.process_time()
        values = part(x, voice)
        found.append({
            "seconds": time.perf_counter() - seconds,
            "processor": time.process_time() - processor,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "values": values,
        })
    print(json.dumps(found))


main()
