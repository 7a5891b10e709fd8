#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Activations and probabilities of the unconverted weights, for tests/saliency.

Input: the .pth that weights/convert.py reads, and the photos in tests/data/photos.
Output: tests/data/saliency/reference.json. Batch normalisation is applied as published, not
folded; the picture is resized by an area average written here independently of preprocess.cpp.
Run once; needs PyTorch, NumPy and OpenCV:

    python3 tests/saliency/make_reference.py efficientnet-lite0-57934424.pth
"""
import argparse
import json
import math
import pathlib
import re

import cv2
import numpy as np
import torch
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parents[2]
STAGES = [(3, 1, 1, 16, 1), (3, 6, 2, 24, 2), (5, 6, 2, 40, 2), (3, 6, 2, 80, 3),
          (5, 6, 1, 112, 3), (5, 6, 2, 192, 4), (3, 6, 1, 320, 1)]
PHOTOS = ["astronaut", "chelsea", "coffee"]
SAMPLES = 24


def area_matrix(source, destination):
    """Row i averages the source samples that destination sample i covers."""
    matrix = np.zeros((destination, source))
    scale = source / destination
    for i in range(destination):
        for s in range(source):
            matrix[i, s] = max(0.0, min((i + 1) * scale, s + 1) - max(i * scale, s))
    return matrix / matrix.sum(1, keepdims=True)


def input_size(width, height, area=320 * 240):
    aspect = min(max(width / height, 0.5), 2.0)
    return (max(2, round(math.sqrt(area * aspect) / 16)) * 16,
            max(2, round(math.sqrt(area / aspect) / 16)) * 16)


def load_input(path):
    rgb = cv2.imread(str(path))[:, :, ::-1].astype(np.float64)
    width, height = input_size(rgb.shape[1], rgb.shape[0])
    small = np.einsum("ys,sxc->yxc", area_matrix(rgb.shape[0], height), rgb)
    small = np.einsum("xs,ysc->yxc", area_matrix(rgb.shape[1], width), small)
    return torch.from_numpy((small - 127) / 128).permute(2, 0, 1)[None].float().contiguous()


def same_convolution(x, weight, stride, groups=1):
    kernel = weight.shape[-1]
    pads = []
    for side in (x.shape[3], x.shape[2]):
        total = max((math.ceil(side / stride) - 1) * stride + kernel - side, 0)
        pads += [total // 2, total - total // 2]
    return F.conv2d(F.pad(x, pads), weight, stride=stride, groups=groups)


def norm(x, state, name):
    return F.batch_norm(x, state[name + ".running_mean"], state[name + ".running_var"],
                        state[name + ".weight"], state[name + ".bias"], eps=1e-3)


@torch.no_grad()
def run(state, x):
    """Name -> activations, by the names of network.cpp."""
    out = {}
    x = norm(same_convolution(x, state["_conv_stem.weight"], 2), state, "_bn0").clamp(0, 6)
    out["stem"] = x
    index = 0
    for kernel, expansion, stride, _, repeats in STAGES:
        for repeat in range(repeats):
            name, y = f"_blocks.{index}", x
            if expansion > 1:
                y = norm(F.conv2d(y, state[name + "._expand_conv.weight"]), state, name + "._bn0").clamp(0, 6)
            y = same_convolution(y, state[name + "._depthwise_conv.weight"],
                                 stride if repeat == 0 else 1, groups=y.shape[1])
            y = norm(y, state, name + "._bn1").clamp(0, 6)
            y = norm(F.conv2d(y, state[name + "._project_conv.weight"]), state, name + "._bn2")
            x = x + y if x.shape == y.shape else y
            out[f"blocks.{index}.project"] = x
            index += 1
    x = norm(F.conv2d(x, state["_conv_head.weight"]), state, "_bn1").clamp(0, 6)
    out["head"] = x
    logits = x.mean((2, 3)) @ state["_fc.weight"].T + state["_fc.bias"]
    out["classifier"] = logits[:, :, None, None]
    return out


def summary(activations):
    flat = activations.flatten().double()
    step = max(1, flat.numel() // SAMPLES)
    return {"shape": list(activations.shape[1:]), "mean": round(flat.mean().item(), 6),
            "deviation": round(flat.std().item(), 6), "step": step,
            "samples": [round(v, 5) for v in flat[::step][:SAMPLES].tolist()]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=pathlib.Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    state = torch.load(arguments.checkpoint, map_location="cpu")
    names = [line.split("\t")[1] for line in
             (ROOT / "weights/imagenet_classes.txt").read_text().splitlines()]
    photos = []
    for photo in PHOTOS:
        x = load_input(ROOT / "tests/data/photos" / (photo + ".png"))
        out = run(state, x)
        probabilities = out["classifier"].flatten().softmax(0)
        top = probabilities.topk(5)
        photos.append({
            "photo": photo, "width": x.shape[3], "height": x.shape[2],
            "classes": [{"index": i, "name": names[i], "probability": round(p, 6)}
                        for p, i in zip(top.values.tolist(), top.indices.tolist())],
            "input": summary(x),
            "layers": {name: summary(value) for name, value in out.items()}})
        print(photo, photos[-1]["classes"])
    path = ROOT / "tests/data/saliency/reference.json"
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(photos, indent=1)
    text = re.sub(r"\[\s+([-\d.,\se]+?)\s+\]", lambda m: "[" + " ".join(m.group(1).split()) + "]", text)
    path.write_text(text + "\n")


if __name__ == "__main__":
    main()
