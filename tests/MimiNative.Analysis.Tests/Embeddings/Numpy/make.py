"""Writes the files beside this script with numpy itself (1.24.2 made those that are kept): python3 make.py"""
import io
import os
import zipfile

import numpy as np

folder = os.path.dirname(os.path.abspath(__file__))
numbers = np.arange(6).reshape(2, 3)


def array(type):
    """What NumpyFileTests.Expected says."""
    kind = np.dtype(type).kind
    return {"f": numbers / 2 - 1, "i": numbers - 2, "u": numbers + 250, "b": numbers % 2}[kind].astype(type)


def npy(values, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, values, version)
    return file.getvalue()


def write(name, entries):
    with zipfile.ZipFile(os.path.join(folder, name), "w") as file:
        for key, data in entries.items():
            file.writestr(zipfile.ZipInfo(key + ".npy"), data)


types = [order + type for type in "f2 f4 f8 i2 i4 i8 u2 u4 u8".split() for order in "<>"] + ["|i1", "|u1", "|b1"]
matrices = {}
for type in types:
    for order in "CF":
        matrices[f"{type} {order}"] = npy(np.asarray(array(type), order=order))
for version in (1, 2, 3):
    matrices[f"<f4 C {version}"] = npy(array("<f4"), (version, 0))
write("matrices.zip", matrices)

ids = np.array(["a", "ü€𝄞"])
for name, values in {"little": ids.astype("<U4"), "big": ids.astype(">U4"), "bytes": np.char.encode(ids, "utf-8"), "objects": ids.astype(object)}.items():
    write(f"ids-{name}.npz", {"e": npy(array("<f4")), "sample_ids": npy(values)})

np.savez_compressed(os.path.join(folder, "compressed.npz"), e=array("<f8"), labels=np.array([1, 2]), codes=numbers, names=np.array(["x", "y"]))
