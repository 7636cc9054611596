"""Writes max-iou.json: mmdetection's MaxIoU assignment of some boxes, in float32 and in its order of operations, by NumPy.

Anchors: mmdet AnchorGenerator (ratios, scales within them, centre offset 0); overlaps: bbox_overlaps; assignment: MaxIoUAssigner with
gt_max_assign_all. Run: python make_max_iou.py > max-iou.json
"""

import json
import math

import numpy as np

f = np.float32
SIZE = 192


def anchors(strides, scales, ratios=(0.5, 1, 2)):
    levels = []
    for stride in strides:
        high = np.sqrt(np.array(ratios, f))
        wide = f(1) / high
        ws = (f(stride) * wide[:, None] * np.array(scales, f)[None]).ravel()
        hs = (f(stride) * high[:, None] * np.array(scales, f)[None]).ravel()
        base = np.stack([f(-0.5) * ws, f(-0.5) * hs, f(0.5) * ws, f(0.5) * hs], 1)
        steps = (np.arange(math.ceil(SIZE / stride)) * stride).astype(f)
        y, x = np.meshgrid(steps, steps, indexing="ij")
        shifts = np.stack([x.ravel(), y.ravel(), x.ravel(), y.ravel()], 1)
        levels.append((shifts[:, None] + base[None]).reshape(-1, 4))
    return np.concatenate(levels)


def overlaps(boxes, anchors):
    a = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    b = (anchors[:, 2] - anchors[:, 0]) * (anchors[:, 3] - anchors[:, 1])
    low = np.maximum(boxes[:, None, :2], anchors[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], anchors[None, :, 2:])
    side = np.clip(high - low, 0, None)
    shared = side[..., 0] * side[..., 1]
    return shared / np.maximum(a[:, None] + b[None] - shared, f(1e-6))


def assign(iou, positive, negative, least):
    most, which = iou.max(0), iou.argmax(0)
    match = np.full(iou.shape[1], -2)
    match[most < f(negative)] = -1
    match[most >= f(positive)] = which[most >= f(positive)]
    for i, row in enumerate(iou):
        if row.max() >= f(least):
            match[row == row.max()] = i
    return match


draw = np.random.default_rng(5)
corner = np.round(draw.uniform(0, 180, (40, 2)) * 4) / 4
side = np.round(np.exp(draw.uniform(np.log(2), np.log(60), (40, 2))) * 4) / 4
boxes = np.clip(np.concatenate([corner, corner + side], 1), 0, SIZE).astype(f)
cases = {
    "retinanet-aitod": ([8, 16, 32, 64, 128], [4 * 2 ** (i / 3) for i in range(3)], 0.5, 0.4, 0),
    "faster-aitod": ([4, 8, 16, 32, 64], [8], 0.7, 0.3, 0.3),
    "retinanet-tinyperson": ([4, 8, 16, 32, 64], [2 * 2 ** (i / 3) for i in range(3)], 0.5, 0.4, 0),
    "faster-tinyperson": ([4, 8, 16, 32, 64], [2], 0.7, 0.3, 0.3),
}
found = {}
for name, (strides, scales, *thresholds) in cases.items():
    match = assign(overlaps(boxes, anchors(strides, scales)), *thresholds)
    found[name] = {
        "anchors": len(match),
        "background": int((match == -1).sum()),
        "positives": [[int(a), int(match[a])] for a in np.flatnonzero(match >= 0)],
    }
print(json.dumps({"size": SIZE, "boxes": boxes.tolist(), "found": found}))
