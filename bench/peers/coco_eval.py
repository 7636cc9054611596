"""pycocotools' or faster-coco-eval's evaluate and accumulate on a crowded case: what fovea's evaluation is measured against.

    python coco_eval.py --tool pycocotools --case FOLDER

A line on standard input evaluates once and prints {"seconds": ..., "computed": [AP, AP50, AP75, AR1, AR100, AR1500]}; at the end of the input it prints
{"peakBytes": ...}. Files are read before; sizes and limits are AI-TOD's.
"""
import argparse, contextlib, io, json, os, resource, sys, time
import numpy as np

p = argparse.ArgumentParser()
p.add_argument('--tool', choices=['pycocotools', 'faster-coco-eval'], required=True)
p.add_argument('--case', required=True)
a = p.parse_args()
if a.tool == 'pycocotools':
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval as Evaluator
else:
    from faster_coco_eval import COCO, COCOeval_faster as Evaluator

with contextlib.redirect_stdout(io.StringIO()):
    truth = COCO(os.path.join(a.case, 'truth.json'))
    found = truth.loadRes(os.path.join(a.case, 'found.json'))

for _ in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()):
        e = Evaluator(truth, found, 'bbox')
        e.params.maxDets = [1, 100, 1500]
        e.params.areaRng = [[0, 1e10], [0, 64], [64, 256], [256, 1024], [1024, 1e10]]
        e.params.areaRngLbl = ['all', 'vt', 't', 's', 'm']
        start = time.perf_counter()
        e.evaluate()
        e.accumulate()
        seconds = time.perf_counter() - start
    precision, recall = e.eval['precision'], e.eval['recall']
    mean = lambda values: float(np.mean(values[values > -1]))
    computed = [mean(precision[:, :, :, 0, -1]), mean(precision[0, :, :, 0, -1]), mean(precision[5, :, :, 0, -1])]
    computed += [mean(recall[:, :, 0, i]) for i in range(3)]
    print(json.dumps({'seconds': seconds, 'computed': computed}), flush=True)
print(json.dumps({'peakBytes': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)
