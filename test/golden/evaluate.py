"""Independent reference for src/core/evaluate: 200 generated cases, scored with whole matrices and fractions.

Run: python3 test/golden/evaluate.py > test/golden/evaluate.json   (needs numpy)

Definitions: Caicedo et al., Nature Methods 16, 1247 (2019), with thresholds .50, .55 ... .95 and strict IoU > t.
Each case lists shapes to paint, in order, later shapes over earlier ones (an object may vanish):
["e", cx, cy, rx, ry] is an ellipse and ["r", x, y, w, h] a rectangle, in whole pixels.
"""
import json
import random
from fractions import Fraction

import numpy as np

THRESHOLDS = [Fraction(k, 20) for k in range(10, 20)]
EDGES = [0, 50, 100, 200, 400, 800, 1600, 3200]


def paint(width, height, shapes):
    image = np.zeros((height, width), np.int64)
    yy, xx = np.mgrid[0:height, 0:width]
    for label, (kind, a, b, c, d) in enumerate(shapes, 1):
        if kind == "e":
            inside = ((xx - a) * d) ** 2 + ((yy - b) * c) ** 2 <= (c * d) ** 2
        else:
            inside = (xx >= a) & (xx < a + c) & (yy >= b) & (yy < b + d)
        image[inside] = label
    return image


def ratio(a, b, empty):
    return Fraction(a, b) if b else Fraction(empty)


def score(target, prediction):
    tl = [l for l in np.unique(target) if l]
    pl = [l for l in np.unique(prediction) if l]
    matrix = [[Fraction(int(((target == t) & (prediction == p)).sum()), int(((target == t) | (prediction == p)).sum()))
               for p in pl] for t in tl]
    n, m = len(tl), len(pl)
    both_empty = 1 if n + m == 0 else 0
    tp = [sum(1 for row in matrix if any(v > th for v in row)) for th in THRESHOLDS]
    fp = [m - sum(1 for j in range(m) if any(row[j] > th for row in matrix)) + 0 for th in THRESHOLDS]
    precision = [ratio(k, k + f, both_empty) for k, f in zip(tp, fp)]
    recall = [ratio(k, n, both_empty) for k in tp]
    f1 = [ratio(2 * k, 2 * k + f + n - k, 1) for k, f in zip(tp, fp)]
    sc = [ratio(k, k + f + n - k, 1) for k, f in zip(tp, fp)]
    areas = [int((target == t).sum()) for t in tl]
    bins = [[0, 0] for _ in EDGES]
    for area, row in zip(areas, matrix):
        i = max(k for k, e in enumerate(EDGES) if area >= e)
        bins[i][0] += 1
        bins[i][1] += any(v > Fraction(7, 10) for v in row)
    tenth = Fraction(1, 10)
    best_t = [max(row, default=Fraction(0)) for row in matrix]
    best_p = [max((row[j] for row in matrix), default=Fraction(0)) for j in range(m)]
    return {
        "n": n, "m": m, "tp": tp, "precision": precision, "recall": recall, "f1": f1, "score": sc,
        "S": sum(sc) / 10, "meanF1": sum(f1) / 10,
        "missed": n - tp[4], "extra": fp[4],
        "split": sum(sum(v > tenth for v in row) > 1 for row in matrix),
        "merged": sum(sum(row[j] > tenth for row in matrix) > 1 for j in range(m)),
        "best": sum(best_t) / n if n else Fraction(both_empty),
        "bestP": sum(best_p) / m if m else Fraction(both_empty),
        "bins": bins,
    }


def summary(rows):
    n, m = sum(r["n"] for r in rows), sum(r["m"] for r in rows)
    tp = [sum(r["tp"][k] for r in rows) for k in range(10)]
    mean = lambda f: sum(f(r) for r in rows) / len(rows)
    apes = [Fraction(abs(r["m"] - r["n"]), r["n"]) for r in rows if r["n"]]
    return {
        "S": mean(lambda r: r["S"]), "meanF1": mean(lambda r: r["meanF1"]),
        "f1": [mean(lambda r: r["f1"][k]) for k in range(10)],
        "precision": [mean(lambda r: r["precision"][k]) for k in range(10)],
        "recall": [mean(lambda r: r["recall"][k]) for k in range(10)],
        "pooledF1": [ratio(2 * k, n + m, 1) for k in tp],
        "pooledPrecision": [ratio(k, m, 1 if n == 0 else 0) for k in tp],
        "pooledRecall": [ratio(k, n, 1 if m == 0 else 0) for k in tp],
        "missed": n - tp[4], "extra": m - tp[4],
        "split": sum(r["split"] for r in rows), "merged": sum(r["merged"] for r in rows),
        "best": sum(r["best"] * r["n"] for r in rows) / n if n else Fraction(1 if m == 0 else 0),
        "mape": sum(apes) / len(apes) if apes else None,
    }


class Mulberry32:
    def __init__(self, seed):
        self.state = seed & 0xFFFFFFFF

    def __call__(self):
        self.state = (self.state + 0x6D2B79F5) & 0xFFFFFFFF
        t = self.state
        t = ((t ^ (t >> 15)) * (t | 1)) & 0xFFFFFFFF
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return ((t ^ (t >> 14)) & 0xFFFFFFFF) / 4294967296


def bootstrap(tops, bottoms, keys, resamples, seed):
    order = list(dict.fromkeys(keys))
    members = [[i for i, k in enumerate(keys) if k == key] for key in order]
    rng = Mulberry32(seed)
    values = [[] for _ in tops]
    for _ in range(resamples):
        picks = [i for _ in members for i in members[int(rng() * len(members))]]
        for s, (a, b) in enumerate(zip(tops, bottoms)):
            values[s].append(sum(a[i] for i in picks) / sum(b[i] for i in picks))
    return [[float(np.quantile(v, 0.025)), float(np.quantile(v, 0.975))] for v in values]


def flips(first, second, keys, samples, seed):
    order = list(dict.fromkeys(keys))
    sums = [sum(first[i] - second[i] for i, k in enumerate(keys) if k == key) for key in order]
    observed = abs(sum(sums))
    if len(sums) <= 16:
        totals = [0.0]
        for s in sums:
            totals = [t + s for t in totals] + [t - s for t in totals]
        return sum(abs(t) >= observed - 1e-12 for t in totals) / len(totals)
    rng = Mulberry32(seed)
    reached = 1
    for _ in range(samples):
        reached += abs(sum(s if rng() < 0.5 else -s for s in sums)) >= observed - 1e-12
    return reached / (samples + 1)


def jitter(rng, shape, width, height):
    kind, a, b, c, d = shape
    return [kind, a + rng.randint(-2, 2), b + rng.randint(-2, 2), max(1, c + rng.randint(-2, 2)), max(1, d + rng.randint(-2, 2))]


def case(rng, i):
    width, height = rng.randint(12, 72), rng.randint(12, 72)
    one = lambda: (["e", rng.randint(0, width), rng.randint(0, height), rng.randint(1, 9), rng.randint(1, 9)]
                   if rng.random() < 0.7 else
                   ["r", rng.randint(0, width - 2), rng.randint(0, height - 2), rng.randint(1, 14), rng.randint(1, 14)])
    if i == 0:
        return width, height, [], []
    if i == 1:
        return width, height, [one() for _ in range(3)], []
    if i == 2:
        return width, height, [], [one() for _ in range(3)]
    if 3 <= i < 23:
        # IoU exactly on a threshold k/20, and one pixel either side of it: a row of 20·r pixels against its first k·r.
        k, r = 10 + (i - 3) % 10, 1 + (i - 3) // 10 * 3
        w = 20 * r
        return w + 4, 20, [["r", 1, y, w, 2] for y in (1, 6, 11)], [["r", 1, 1, k * r, 2], ["r", 1, 6, min(w, k * r + 1), 2], ["r", 1, 11, k * r - 1, 2]]
    if i < 28:
        # Shares of exactly one tenth: neither split nor merged.
        return 44, 24, [["r", 0, 0, 40, 4], ["r", 0, 8, 40, 4], ["r", 4 * (i - 23), 16, 20, 4]], [
            ["r", 0, 0, 4, 4], ["r", 4, 0, 36, 4], ["r", 0, 8, 5, 4], ["r", 5, 8, 35, 4], ["r", 0, 16, 40, 4]]
    target = [one() for _ in range(rng.randint(0, 14))]
    prediction = [jitter(rng, s, width, height) for s in target if rng.random() < 0.85]
    prediction += [one() for _ in range(rng.randint(0, 4))]
    return width, height, target, prediction


def number(value):
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, dict):
        return {k: number(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [number(v) for v in value]
    return value


def main():
    rng = random.Random(20180416)
    shapes = [case(rng, i) for i in range(200)]
    rows = [score(paint(w, h, t), paint(w, h, p)) for w, h, t, p in shapes]
    keep = ("tp", "S", "meanF1", "missed", "extra", "split", "merged", "best", "bestP")
    cases = []
    for (w, h, t, p), row in zip(shapes, rows):
        out = {k: number(row[k]) for k in keep}
        out["p"] = [number(row["precision"][k]) for k in (0, 4, 9)]
        out["r"] = [number(row["recall"][k]) for k in (0, 4, 9)]
        out["f"] = [number(row["f1"][k]) for k in (0, 4, 9)]
        out["bins"] = row["bins"]
        cases.append({"w": w, "h": h, "t": t, "q": p, "x": out})
    sums = [{"from": a, "to": b, "x": number(summary(rows[a:b]))} for a, b in ((0, 1), (0, 3), (0, 200), (23, 28), (40, 90), (90, 91))]
    part = rows[28:68]
    s = [float(r["S"]) for r in part]
    keys = [str(i // 3) for i in range(len(part))]
    own = [str(i) for i in range(len(part))]
    tops = [s, [2.0 * r["tp"][4] for r in part]]
    bottoms = [[1.0] * len(part), [float(r["n"] + r["m"]) for r in part]]
    other = [float(r["score"][2]) for r in part]
    tests = {
        "from": 28, "to": 68, "keys": keys,
        "intervals": bootstrap(tops, bottoms, own, 300, 7), "clustered": bootstrap(tops, bottoms, keys, 300, 7),
        "p": flips(s, other, own, 500, 7), "pExact": flips(s, other, keys, 500, 7),
        "difference": sum(a - b for a, b in zip(s, other)) / len(s),
    }
    print(json.dumps({"cases": cases, "summaries": sums, "tests": tests}, separators=(",", ":")))


main()
