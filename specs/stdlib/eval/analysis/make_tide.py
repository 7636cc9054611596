"""Answers of tidecv 1.0.1 for random crowded scenes: python make_tide.py > tide.json (pip install tidecv==1.0.1 pycocotools)."""

import json
import random
import sys

from tidecv import TIDE, Data


def scene(seed):
    """Targets in clusters, some of them ignore regions; detections near them with the right class or not, and anywhere. No equal scores."""
    rng = random.Random(seed)
    images, classes = rng.randint(1, 5), rng.randint(1, 4)
    box = lambda: [rng.randint(0, 60), rng.randint(0, 60), rng.randint(4, 20), rng.randint(4, 20)]
    moved = lambda b, by: [b[0] + rng.randint(-by, by), b[1] + rng.randint(-by, by), max(1, b[2] + rng.randint(-by, by)), max(1, b[3] + rng.randint(-by, by))]
    targets, found = [], []
    for image in range(images):
        here = []
        for _ in range(rng.randint(0, 7)):
            b = moved(rng.choice(here)["bbox"], 3) if here and rng.random() < 0.4 else box()
            here.append({"image": image, "category": rng.randrange(classes), "bbox": b, "ignored": int(rng.random() < 0.15)})
        targets += here
        for t in here:
            for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
                category = t["category"] if rng.random() < 0.75 else rng.randrange(classes)
                found.append({"image": image, "category": category, "bbox": moved(t["bbox"], rng.choice([0, 1, 3, 6]))})
        found += [{"image": image, "category": rng.randrange(classes), "bbox": box()} for _ in range(rng.randint(0, 3))]
    rng.shuffle(found)
    scores = rng.sample(range(1, 1000), len(found))
    return {"images": images, "classes": classes, "targets": targets, "found": [{**d, "score": s / 1000} for d, s in zip(found, scores)]}


def answer(case):
    truth, found = Data("truth", max_dets=10**9), Data("found", max_dets=10**9)
    for image in range(case["images"]):
        truth.add_image(image, str(image))
    for category in range(case["classes"]):
        truth.add_class(category, str(category))
    for t in case["targets"]:
        add = truth.add_ignore_region if t["ignored"] else truth.add_ground_truth
        add(t["image"], t["category"], t["bbox"])
    for d in case["found"]:
        found.add_detection(d["image"], d["category"], d["score"], d["bbox"])
    tide = TIDE()
    run = tide.evaluate(truth, found, mode=TIDE.BOX)
    main, special = run.fix_main_errors(), run.fix_special_errors()
    counts = run.count_errors()
    return {
        "ap": run.ap / 100,
        "gain": {e.short_name: v / 100 for e, v in main.items()},
        "count": {e.short_name: v for e, v in counts.items()},
        "special": {e.short_name: v / 100 for e, v in special.items()},
    }


cases = []
for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 0, int(sys.argv[2]) if len(sys.argv) > 2 else 16):
    case = scene(seed)
    if case["found"] and any(not t["ignored"] for t in case["targets"]):
        try:
            cases.append({**case, "answer": answer(case)})
        except ZeroDivisionError:  # tidecv has no answer where mending leaves no class
            pass
json.dump(cases, sys.stdout, separators=(",", ":"))
