"""Random small cases with pycocotools' answers, for evaluate.spec.ts.

    pip install numpy==2.4.6 pycocotools==2.0.11
    python make_pycocotools.py [COUNT] [SEED] > pycocotools.json

Boxes lie on a coarse grid and scores have one decimal, so that overlaps and scores tie; there are crowds, `ignore` keys (which
neither tool reads), areas on and off the bounds of size bins and other than width * height, classes and images without targets or
without detections, detections of unlisted classes, ids in any order. oLRP is computed here from pycocotools' matches, by its
definition (Oksuz et al., 2021), a cut after every detection.
"""
import contextlib, io, json, random, sys
import numpy as np
from pycocotools import mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

FAR = 1e5 ** 2
RANGES = {
    'coco': {'all': [0, FAR], 's': [0, 32 ** 2], 'm': [32 ** 2, 96 ** 2], 'l': [96 ** 2, FAR]},
    'aitod': {'all': [0, FAR], 'vt': [0, 8 ** 2], 't': [8 ** 2, 16 ** 2], 's': [16 ** 2, 32 ** 2], 'm': [32 ** 2, FAR]},
}
LIMITS = {'coco': [[1, 10, 100], [1, 2, 4]], 'aitod': [[1, 100, 1500], [1, 2, 3]]}


def case(r):
    images, classes = r.sample(range(1, 40), r.randint(1, 4)), r.sample(range(1, 20), r.randint(1, 3))
    side = r.choice([8, 16, 40, 110])
    grid = max(1, side // 4)
    size = lambda: r.choice([side, side, side + grid, side - grid + 1, r.randint(1, 2 * side)])
    box = lambda: [grid * r.randint(0, 5), grid * r.randint(0, 5), size(), size()]
    shift = lambda b: [b[0] + r.choice([0, 0, 1, grid]), b[1] + r.choice([0, 0, -1]), max(1, b[2] + r.choice([0, 0, 1, -2])), b[3]]
    annotations, detections, number = [], [], r.randint(1, 99)
    for _ in range(r.randint(0, 14)):
        b = box() if not annotations or r.random() < .8 else shift(annotations[-1]['bbox'])
        a = dict(id=number, image_id=r.choice(images), category_id=r.choice(classes), bbox=b,
                 area=r.choice([b[2] * b[3], b[2] * b[3], round(b[2] * b[3] * .7, 2), 64, 256, 1024, 9216]), iscrowd=int(r.random() < .15))
        if r.random() < .2:
            a['ignore'] = r.randint(0, 1)
        annotations.append(a)
        number += r.randint(1, 3)
    strangers = [] if r.random() < .7 else [77]
    for _ in range(r.randint(1, 24)):
        a = r.choice(annotations) if annotations and r.random() < .75 else None
        detections.append(dict(image_id=a['image_id'] if a and r.random() < .9 else r.choice(images),
                               category_id=a['category_id'] if a and r.random() < .9 else r.choice(classes + strangers),
                               bbox=shift(a['bbox']) if a else box(), score=r.randint(1, 9) / 10))
    return dict(images=[dict(id=i) for i in images], categories=[dict(id=c) for c in classes], annotations=annotations), detections


def mean(values):
    values = np.asarray(values, float).ravel()
    values = values[~np.isnan(values)]
    values = values[values > -1]
    return float(values.mean()) if values.size else None


def olrp(e, limit):
    """One row (total, loc, fp, fn) a class with targets, area `all`, IoU .5."""
    p, rows = e.params, []
    for k, category in enumerate(p.catIds):
        scores, hit, lost, overlap, positives = [], [], [], [], 0
        for i, image in enumerate(p.imgIds):
            m = e.evalImgs[k * len(p.areaRng) * len(p.imgIds) + i]
            if m is None:
                continue
            positives += int((np.asarray(m['gtIgnore']) == 0).sum())
            for d in range(min(limit, len(m['dtIds']))):
                match, ignored = int(m['dtMatches'][0, d]), bool(m['dtIgnore'][0, d])
                right = match > 0 and not ignored
                scores.append(m['dtScores'][d])
                hit.append(right)
                lost.append(match == 0 and not ignored)
                overlap.append(mask.iou([e.cocoDt.anns[m['dtIds'][d]]['bbox']], [e.cocoGt.anns[match]['bbox']], [0])[0, 0] if right else 0.)
        if positives == 0:
            continue
        if not any(hit):
            rows.append([1, np.nan, np.nan, 1])
            continue
        order = np.argsort(-np.array(scores), kind='mergesort')
        tp, fp = np.cumsum(np.array(hit, int)[order]), np.cumsum(np.array(lost, int)[order])
        fn, distance = positives - tp, tp - np.cumsum(np.array(overlap)[order])
        lrp = (distance / .5 + fp + fn) / (tp + fp + fn)
        j = np.argmin(lrp)
        with np.errstate(all='ignore'):
            rows.append([lrp[j], distance[j] / tp[j], fp[j] / (tp[j] + fp[j]), fn[j] / positives])
    return np.array(rows, float).reshape(-1, 4)


def answers(truth, detections, protocol, limits):
    ranges = RANGES[protocol]
    with contextlib.redirect_stdout(io.StringIO()):
        gt = COCO()
        gt.dataset = json.loads(json.dumps(dict(truth, info={})))
        gt.createIndex()
        e = COCOeval(gt, gt.loadRes(json.loads(json.dumps(detections))), 'bbox')
        e.params.maxDets, e.params.areaRng, e.params.areaRngLbl = list(limits), list(ranges.values()), list(ranges)
        e.evaluate()
        e.accumulate()
    P, R, sizes = e.eval['precision'], e.eval['recall'], list(ranges)[1:]
    out = {'AP': mean(P[:, :, :, 0, -1]), 'AP50': mean(P[0, :, :, 0, -1]), 'AP75': mean(P[5, :, :, 0, -1])}
    out.update({'AP' + s: mean(P[:, :, :, i + 1, -1]) for i, s in enumerate(sizes)})
    out.update({f'AR{n}': mean(R[:, :, 0, i]) for i, n in enumerate(limits)})
    out.update({'AR' + s: mean(R[:, :, i + 1, -1]) for i, s in enumerate(sizes)})
    if protocol == 'aitod':
        rows = olrp(e, limits[-1])
        out.update({key: mean(rows[:, i]) for i, key in enumerate(['oLRP', 'oLRP_loc', 'oLRP_fp', 'oLRP_fn'])})
    return dict(protocol=protocol, maxDets=limits, summary=out)


def main(count=12, seed=1):
    r = random.Random(seed)
    print('[')
    for i in range(count):
        truth, detections = case(r)
        every = [answers(truth, detections, p, limits) for p in RANGES for limits in LIMITS[p]]
        print(json.dumps(dict(truth=truth, detections=detections, answers=every)) + (',' if i + 1 < count else ''))
    print(']')


if __name__ == '__main__':
    main(*map(int, sys.argv[1:]))
