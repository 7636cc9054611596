"""What other programs, or the plainest reading of a benchmark's own rules, measure of the cases on standard input; run by main.ts.

`coco` and `aitod` are pycocotools itself. VisDrone's toolkit is MATLAB, DOTA's and TinyPerson's are scripts that are not on PyPI: their rules are written
out here from their descriptions, one image and box at a time, sharing nothing with fovea's code. So they check fovea's order of work, not whether the rules
were read rightly; for that see docs/decisions/0016-protocols.md, which cites them.
"""
import json, math, os, sys
import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', '..', 'specs', 'stdlib', 'eval'))
import make_pycocotools

COCO_THRESHOLDS = np.linspace(.5, .95, 10)


def iou(a, b, pixel=0):
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]) + pixel
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]) + pixel
    if w <= 0 or h <= 0:
        return 0.
    return w * h / ((a[2] + pixel) * (a[3] + pixel) + (b[2] + pixel) * (b[3] + pixel) - w * h)


def covered(a, b):
    """Intersection over the area of a."""
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return 0. if w <= 0 or h <= 0 else w * h / (a[2] * a[3])


def mean(values):
    values = list(values)
    return float(np.mean(values)) if values else None


def ranked(rows):
    """(image, score, outcome) rows, best first; ties by image, then as they came."""
    return sorted(sorted(rows, key=lambda r: r[0]), key=lambda r: -r[1])


def curve(rows, positives):
    tp = np.cumsum([r[2] == 1 for r in ranked(rows)])
    fp = np.cumsum([r[2] == 0 for r in ranked(rows)])
    recall = tp / positives
    with np.errstate(all='ignore'):
        precision = np.where(tp + fp > 0, tp / np.maximum(tp + fp, np.finfo(float).eps), 0.)
    return recall, precision


def area_under(recall, precision):
    r, p = np.concatenate([[0.], recall, [1.]]), np.concatenate([[0.], precision, [0.]])
    for i in range(len(p) - 2, -1, -1):
        p[i] = max(p[i], p[i + 1])
    return float(sum((r[i + 1] - r[i]) * p[i + 1] for i in range(len(r) - 1)))


def at_levels(recall, precision, levels):
    return float(np.mean([max(precision[recall >= level], default=0.) for level in levels]))


def in_regions(box, regions, width, height):
    """Share of a box, in pixels from 1, that regions cover, as dropObjectsInIgr.m rounds."""
    number = lambda v: max(1, math.floor(v + .5))
    mask = np.zeros((height + 1, width + 1), int)
    for region in regions:
        x, y, w, h = map(number, region)
        mask[y:min(height, y + h) + 1, x:min(width, x + w) + 1] = 1
    x, y, w, h = map(number, box)
    x, y = min(width, x), min(height, y)
    return mask[y + 1:min(height, y + h) + 1, x + 1:min(width, x + w) + 1].sum() / (w * h)


def visdrone(case, limits, as_released):
    targets, found = {}, {}
    for image in case['images']:
        i = image['id']
        regions = [r['bbox'] for r in case['regions'] if r['image_id'] == i]
        clear = lambda box: not regions or in_regions(box, regions, image['width'], image['height']) < .5
        targets[i] = [a for a in case['annotations'] if a['image_id'] == i and clear(a['bbox'])]
        found[i] = [d for d in case['detections'] if d['image_id'] == i and clear(d['bbox'])]
    classes = [c['id'] for c in case['categories'] if c.get('name') != 'others']
    ap, ar, weight = {}, {}, {}
    for k in classes:
        own = {i: [a for a in targets[i] if a['category_id'] == k] for i in targets}
        counted = sum(len(v) if as_released else sum(not a['ignore'] for a in v) for v in own.values())
        if counted == 0:
            continue
        weight[k] = sum(len(v) > 0 for v in own.values()) if as_released else 1
        for t, threshold in enumerate(COCO_THRESHOLDS):
            for limit in limits:
                rows = []
                for i in sorted(own):
                    dets = sorted([d for d in found[i][:limit] if d['category_id'] == k], key=lambda d: -d['score'])
                    free = [a for a in own[i] if not a['ignore']]
                    for d in dets:
                        best, at = threshold, None
                        for a in free:
                            if iou(d['bbox'], a['bbox']) >= best:
                                best, at = iou(d['bbox'], a['bbox']), a
                        if at is not None:
                            free = [a for a in free if a is not at]
                        excused = any(a['ignore'] and covered(d['bbox'], a['bbox']) >= threshold for a in own[i])
                        rows.append((i, d['score'], 1 if at is not None else -1 if excused else 0))
                recall, precision = curve(rows, counted)
                ar[k, t, limit] = float(recall[-1]) if rows else 0.
                if limit == limits[-1]:
                    ap[k, t] = area_under(recall, precision)
    every = [k for k in weight for _ in range(weight[k])]
    T = range(len(COCO_THRESHOLDS))
    out = {'AP': mean(ap[k, t] for k in every for t in T), 'AP50': mean(ap[k, 0] for k in every), 'AP75': mean(ap[k, 5] for k in every)}
    out.update({f'AR{n}': mean(ar[k, t, n] for k in every for t in T) for n in limits})
    return out


def voc(case, pixel, above):
    ap07, area = [], []
    for k in [c['id'] for c in case['categories']]:
        own = [a for a in case['annotations'] if a['category_id'] == k]
        positives = sum(not a['ignore'] for a in own)
        if positives == 0:
            continue
        rows, taken = [], set()
        dets = [(d['image_id'], d['score'], d) for d in case['detections'] if d['category_id'] == k]
        for i, score, d in ranked(dets):
            here = [a for a in own if a['image_id'] == i]
            overlaps = [iou(d['bbox'], a['bbox'], pixel) for a in here]
            j = int(np.argmax(overlaps)) if overlaps else -1
            if j < 0 or not (overlaps[j] > .5 if above else overlaps[j] >= .5):
                rows.append((i, score, 0))
            elif here[j]['ignore']:
                rows.append((i, score, -1))
            elif here[j]['id'] in taken:
                rows.append((i, score, 0))
            else:
                taken.add(here[j]['id'])
                rows.append((i, score, 1))
        recall, precision = curve(rows, positives)
        ap07.append(at_levels(recall, precision, np.linspace(0, 1, 11)))
        area.append(area_under(recall, precision))
    return {'AP50_07': mean(ap07), 'AP50_area': mean(area)}


SIZES = {'all': (1, 1e5), 'tiny': (1, 20), 'tiny1': (1, 8), 'tiny2': (8, 12), 'tiny3': (12, 20), 'small': (20, 32), 'reasonable': (32, 1e5)}


def tinyperson(case, limit):
    dense = {a['image_id'] for a in case['annotations'] if a['in_dense_image']}
    images = [i['id'] for i in case['images'] if i['id'] not in dense]
    out = {}
    for threshold in (.25, .5, .75):
        for size, (low, high) in SIZES.items():
            inside = lambda area: low ** 2 <= area <= high ** 2
            aps, ars = [], []
            for k in [c['id'] for c in case['categories']]:
                rows, positives = [], 0
                for i in sorted(images):
                    own = [a for a in case['annotations'] if a['image_id'] == i and a['category_id'] == k]
                    skip = lambda a: a['ignore'] or a['uncertain'] or a['iscrowd'] or not inside(a['area'])
                    free, ignored = [a for a in own if not skip(a)], [a for a in own if skip(a)]
                    positives += len(free)
                    dets = sorted([d for d in case['detections'] if d['image_id'] == i and d['category_id'] == k], key=lambda d: -d['score'])
                    used = []
                    for d in dets[:limit]:
                        best, at = threshold, None
                        for a in free:
                            if iou(d['bbox'], a['bbox']) >= best:
                                best, at = iou(d['bbox'], a['bbox']), a
                        if at is not None:
                            free = [a for a in free if a is not at]
                            rows.append((i, d['score'], 1))
                            continue
                        by_iou = any(a['id'] not in used and iou(d['bbox'], a['bbox']) >= threshold for a in ignored if not a['iscrowd'])
                        by_cover = any(covered(d['bbox'], a['bbox']) >= threshold for a in ignored)
                        outside = not inside(d['bbox'][2] * d['bbox'][3])
                        rows.append((i, d['score'], -1 if by_iou or by_cover or outside else 0))
                if positives > 0:
                    recall, precision = curve(rows, positives)
                    aps.append(at_levels(recall, precision, np.linspace(0, 1, 101)))
                    ars.append(float(recall[-1]) if rows else 0.)
            out[f'AP{round(100 * threshold)}_{size}'], out[f'AR{round(100 * threshold)}_{size}'] = mean(aps), mean(ars)
    return out


def measured(case, protocol, limits):
    if protocol in ('coco', 'aitod'):
        truth = {k: case[k] for k in ('images', 'categories', 'annotations')}
        return make_pycocotools.answers(truth, case['detections'], protocol, limits)['summary']
    if protocol == 'tinyperson':
        return tinyperson(case, limits[-1])
    if protocol in ('dota', 'voc'):
        return voc(case, 1 if protocol == 'dota' else 0, protocol == 'dota')
    return visdrone(case, limits, protocol == 'visdrone as released')


print(json.dumps([measured(**asked) for asked in json.load(sys.stdin)]))
