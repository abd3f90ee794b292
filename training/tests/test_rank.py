"""Candidates, trees, calibration."""

from __future__ import annotations

import unittest

import numpy as np

from karyon_training.calibrate import apply, isotonic, points, quality
from karyon_training.candidates import candidates, select
from karyon_training.decode import Decoder
from karyon_training.features import NAMES, features
from karyon_training.score import score
from karyon_training.targets import distance_target
from karyon_training.trees import fit

from .data import discs


class Candidates(unittest.TestCase):
    def setUp(self):
        self.labels = discs(96, [(30, 30), (30, 49), (70, 60)], 10)
        noise = np.random.default_rng(1).normal(0, 0.02, (3, 96, 96))
        self.maps = np.stack([self.labels > 0, np.zeros((96, 96)), distance_target(self.labels) / 255]) + noise
        self.maps = np.clip(self.maps, 0, 1).astype(np.float32)

    def test_repetitions_are_joined_and_the_best_are_chosen(self):
        found = candidates(self.maps, Decoder())
        self.assertGreaterEqual(len(found), 3)
        self.assertLess(len(found), 9)
        self.assertGreaterEqual(max(c.found for c in found), 3)
        table = features(found, self.maps, 3)
        self.assertEqual(table.shape, (len(found), len(NAMES)))
        self.assertTrue(np.isfinite(table).all())
        column = {name: table[:, n] for n, name in enumerate(NAMES)}
        self.assertTrue((column["solidity"] <= 1.001).all())
        np.testing.assert_allclose(column["logCount"], np.log(4), rtol=1e-5)
        good = np.array([c.found for c in found], float) / 5
        labels, confidence = select(found, good, (96, 96), 0.2)
        self.assertEqual(score(self.labels, labels).true[0], 3)
        self.assertEqual(len(confidence), labels.max())

    def test_nothing_found(self):
        self.assertEqual(features([], self.maps, 0).shape, (0, len(NAMES)))


class Trees(unittest.TestCase):
    def test_learns_a_step_and_an_interaction(self):
        rng = np.random.default_rng(2)
        x = rng.random((1500, 4))
        y = (x[:, 0] > 0.5) * 0.5 + (x[:, 1] > 0.3) * (x[:, 2] > 0.6) * 0.4
        forest = fit(x[:1000], y[:1000], trees=80)
        self.assertLess(np.mean((forest.predict(x[1000:]) - y[1000:]) ** 2), 0.05 * y.var())

    def test_dictionary_walks_to_the_same_value(self):
        rng = np.random.default_rng(3)
        x, y = rng.random((300, 2)), rng.random(300)
        forest = fit(x, y, trees=5, depth=3)
        data, row, value = forest.as_dict(("a", "b")), x[7], 0.0
        value = data["base"]
        for feature, threshold, leaves in zip(data["features"], data["thresholds"], data["leaves"], strict=True):
            node = 0
            while node < len(feature):
                node = 2 * node + 1 + int(row[feature[node]] > threshold[node])
            value += leaves[node - len(feature)]
        self.assertAlmostEqual(value, forest.predict(x[7:8])[0], places=4)


class Calibration(unittest.TestCase):
    def test_isotonic_pools_violators(self):
        np.testing.assert_allclose(isotonic(np.array([1, 2, 3, 4.0]), np.array([0, 2, 1, 3.0])), [0, 1.5, 1.5, 3])

    def test_a_curve_repairs_overconfidence(self):
        rng = np.random.default_rng(4)
        iou = rng.random(2000)
        raw = np.sqrt(iou) * 0.3 + 0.7
        curve = points(raw, iou)
        self.assertTrue(all(a[0] < b[0] and a[1] <= b[1] for a, b in zip(curve, curve[1:])))
        self.assertGreater(quality(raw, iou)["calibration error"], 0.2)
        self.assertLess(quality(apply(raw, curve), iou)["calibration error"], 0.05)


if __name__ == "__main__":
    unittest.main()
