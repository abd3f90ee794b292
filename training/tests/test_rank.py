"""Candidates, trees, calibration."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch

from karyon_training.calibrate import apply, isotonic, points, quality
from karyon_training.candidates import Candidate, candidates, select
from karyon_training.checkpoint import save
from karyon_training.confidence import raw_confidence
from karyon_training.decode import Decoder
from karyon_training.errors import TrainingError
from karyon_training.features import NAMES, features
from karyon_training.network import Design, Network
from karyon_training.normalise import is_fluorescent
from karyon_training.ranked_images import FOLD, SEEN, Ranked, gather
from karyon_training.rank import rank
from karyon_training.ranker import cuts, fit_ranker
from karyon_training.reading import read_image
from karyon_training.score import score
from karyon_training.targets import distance_target
from karyon_training.trees import Forest, fit, mean
from karyon_training.validate import Case, at_size

from .data import discs, write_folder


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
        table = features(found, self.maps)
        self.assertEqual(table.shape, (len(found), len(NAMES)))
        self.assertTrue(np.isfinite(table).all())
        column = {name: table[:, n] for n, name in enumerate(NAMES)}
        self.assertTrue((column["solidity"] <= 1.001).all())
        self.assertTrue((column["neighbours4"] <= 3).all())
        good = np.array([c.found for c in found], float) / 5
        labels, confidence = select(found, good, (96, 96), 0.2)
        self.assertEqual(score(self.labels, labels).true[0], 3)
        self.assertEqual(len(confidence), labels.max())

    def test_a_second_zoom_is_pooled(self):
        one, two = candidates(self.maps, Decoder()), candidates([self.maps, self.maps], Decoder())
        self.assertEqual([c.found * 2 for c in one], [c.found for c in two])
        shifted = candidates([self.maps, np.roll(self.maps, 5, 2)], Decoder())
        self.assertEqual({c.level // 5 for c in shifted}, {0, 1})

    def test_of_equals_the_first_in_the_image_is_taken(self):
        square = np.ones((4, 4), bool)
        found = [Candidate(1, 0, square, 0), Candidate(0, 1, square, 1), Candidate(0, 1, square, 0)]
        labels, confidence = select(found, np.full(3, 0.7), (6, 6), 0.5)
        self.assertEqual(confidence.tolist(), [0.7])
        self.assertEqual(labels[0].tolist(), [0, 1, 1, 1, 1, 0])

    def test_the_order_decides_and_the_prediction_keeps(self):
        square = np.ones((4, 4), bool)
        found = [Candidate(0, 0, square, 0), Candidate(0, 2, square, 1), Candidate(4, 4, square, 2)]
        labels, confidence = select(found, np.array([0.8, 0.7, 0.4]), (8, 8), 0.5, np.array([0.8, 0.9, 1.2]))
        self.assertEqual(confidence.tolist(), [0.7])
        self.assertEqual(labels[0].tolist(), [0, 0, 1, 1, 1, 1, 0, 0])

    def test_fragments_need_less(self):
        x = np.zeros((3, len(NAMES)), np.float32)
        x[:, NAMES.index("areaRelative")] = 0.05, 0.1, 2
        self.assertEqual(cuts(x, 0.5, None).tolist(), [0.5, 0.5, 0.5])
        self.assertEqual(cuts(x, 0.5, (0.1, 0.2)).tolist(), [0.2, 0.5, 0.5])
        self.assertEqual(cuts(x, 0.1, (0.1, 0.2)).tolist(), [0.1, 0.1, 0.1])  # never more than the others
        square = np.ones((4, 4), bool)
        found = [Candidate(0, 0, square, 0), Candidate(4, 4, square, 0)]
        labels, confidence = select(found, np.array([0.4, 0.4]), (8, 8), np.array([0.5, 0.3]))
        self.assertEqual((labels.max(), labels[0, 0], confidence.tolist()), (1, 0, [0.4]))

    def test_cuts_and_forests_that_cannot_be_are_refused(self):
        for asked in ({"fragments": [0, 0.2]}, {"fragments": [0.1, 1.5]}, {"forests": 0}, {"scale_confidence": float("nan")}, {"scale_confidence": -1}):
            with self.assertRaisesRegex(TrainingError, "--" + next(iter(asked)).replace("_", "-") + " "):
                rank(SimpleNamespace(**{"fragments": None, "forests": 1, "scale_confidence": 0} | asked))

    def test_nothing_found(self):
        self.assertEqual(features([], self.maps).shape, (0, len(NAMES)))


class Trees(unittest.TestCase):
    def test_the_mean_of_forests_is_one_forest(self):
        rng = np.random.default_rng(4)
        x, y = rng.random((400, 3)), rng.random(400)
        forests = [fit(x, y, trees=4, depth=2, seed=seed) for seed in (1, 2, 3)]
        one = mean(forests)
        self.assertEqual(len(one.features), 12)
        np.testing.assert_allclose(one.predict(x), np.mean([f.predict(x) for f in forests], 0), atol=1e-12)
        self.assertGreater(np.ptp([f.predict(x) for f in forests], 0).max(), 0)  # each learned from other rows

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
        again = Forest.from_dict(json.loads(json.dumps(data, allow_nan=False)), ("a", "b"))
        np.testing.assert_allclose(again.predict(x), forest.predict(x), atol=1e-4)

    def test_a_node_without_a_split_is_written_as_a_number(self):
        forest = fit(np.zeros((60, 2)), np.ones(60), trees=2, depth=2)
        self.assertTrue(np.isinf(forest.thresholds).all())
        data = json.loads(json.dumps(forest.as_dict(("a", "b")), allow_nan=False))
        self.assertEqual(Forest.from_dict(data, ("a", "b")).predict(np.ones((1, 2)))[0], forest.predict(np.ones((1, 2)))[0])

    def test_other_features_and_broken_trees_are_refused(self):
        data = fit(np.random.default_rng(5).random((100, 2)), np.arange(100.0), trees=2, depth=2).as_dict(("a", "b"))
        for broken, names in ((data, ("b", "a")), (data | {"depth": 3}, ("a", "b")), (data | {"features": [[0, 1, 2]] * 2}, ("a", "b"))):
            with self.assertRaises(TrainingError):
                Forest.from_dict(broken, names)


class Weights(unittest.TestCase):
    def image(self, source: str, offset: float, seed: int) -> Ranked:
        x = np.random.default_rng(seed).random((80, len(NAMES))).astype(np.float32)
        iou = np.clip(0.6 * x[:, 0] + offset, 0, 1)
        nothing = np.zeros((1, 1), np.int32)
        return Ranked(Case("a", "g", Path("a"), nothing), source, 0, nothing, nothing, np.zeros(0), [], x, iou)

    def test_disturbed_copies_and_seen_images_count_their_share(self):
        args = SimpleNamespace(trees=20, depth=2, rate=0.3, forests=1, disturbed_weight=0.0, seen_weight=0.0, positions=False)
        clean, gamma = [self.image(FOLD, 0.3, seed) for seed in (1, 2)], self.image("gamma 2", 0.0, 3)
        x = clean[0].x
        alone = fit_ranker(clean, args).predict(x)[0].mean()
        self.assertAlmostEqual(fit_ranker([*clean, gamma], args).predict(x)[0].mean(), alone, delta=0.03)
        args.disturbed_weight = 1.0
        self.assertLess(fit_ranker([*clean, gamma], args).predict(x)[0].mean(), alone - 0.05)
        args.disturbed_weight, seen = 0.0, self.image(SEEN, 0.0, 3)
        self.assertAlmostEqual(fit_ranker([*clean, seen], args).predict(x)[0].mean(), alone, delta=0.03)
        args.seen_weight = 1.0
        self.assertLess(fit_ranker([*clean, seen], args).predict(x)[0].mean(), alone - 0.05)


class Gathering(unittest.TestCase):
    def test_several_processes_gather_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write_folder(root, 6, side=96)
            (root / "masks").rename(root / "labels")
            names = sorted(path.stem for path in (root / "images").iterdir())
            folds = (0, 0, 0, 1, 1, 2)
            rows = [f"{name},small fluorescent,96,96,5,20,{number},{folds[number]},0" for number, name in enumerate(names)]
            (root / "index.csv").write_text("\n".join(["id,group,height,width,nuclei,median_diameter_px,mosaic,fold,near_duplicate", *rows]))
            torch.manual_seed(4)
            network = Network(Design(widths=[8, 8], encoder=[1, 1], decoder=[1], heads=5))
            torch.nn.init.normal_(network.head.bias, 0.2, 0.3)
            network.head.bias.data[12:] = 0  # every pixel says that it is a nucleus's centre
            network.head.weight.data[12:] = 0
            save(root / "5.pt", {"design": network.design.as_dict(), "average": network.state_dict(), "record": {}})
            args = SimpleNamespace(
                model=[root / "5.pt"], views=["0"], shares=None, zooms=[1.0, 1.4], levels=[(0.2, 0.55), (0.25, 0.5)], dsb2018=root, fold=0, every=1, bbbc039=None,
                disturbed=["gamma 2"], disturbed_every=2, seen_folds=[1, 2], seen_every=2, positions=True, seed_threshold=0.2, body_threshold=0.55, scale_confidence=4.0, threads=1, jobs=1, fluorescent=False,
            )  # fmt: skip
            alone = gather(args)
            self.assertEqual([image.source for image in alone], [FOLD] * 3 + ["gamma 2"] * 2 + [SEEN] * 2)
            self.assertEqual([image.part for image in alone], [0, 1, 2, 0, 2, 3, 1])
            args.jobs = 2
            for one, other in zip(alone, gather(args), strict=True):
                np.testing.assert_array_equal(one.x, other.x)
                np.testing.assert_array_equal(one.iou, other.iou)
            self.assertGreater(max(c.found for image in alone for c in image.found), 4)  # two levels, two zooms, and positions of both
            args.jobs, args.fluorescent = 1, True
            wanted = [image for image in alone if is_fluorescent(read_image(image.case.image))]
            self.assertTrue(0 < len(wanted) < len(alone))
            self.assertEqual([(i.case.name, i.source, i.part) for i in gather(args)], [(i.case.name, i.source, i.part) for i in wanted])
            for wrong, said in (([0], "fold 0 is measured"), ([1, 7], "no image of fold 7")):
                args.seen_folds = wrong
                with self.assertRaisesRegex(TrainingError, said):
                    gather(args)


class Sizes(unittest.TestCase):
    def test_labels_at_half_and_at_double_size(self):
        labels = np.array([[1, 1, 2, 2], [1, 1, 2, 2], [0, 0, 3, 3], [0, 0, 3, 3]])
        half = at_size(labels, (2, 2))
        self.assertEqual(half.tolist(), [[1, 2], [0, 3]])
        self.assertEqual(at_size(half, (4, 4)).tolist(), labels.tolist())


class Calibration(unittest.TestCase):
    def test_raw_confidence_is_decided_pixels_times_agreement_with_the_distance(self):
        labels = np.zeros((12, 24), np.int32)
        labels[2:9, 2:9], labels[3:8, 13:18] = 1, 2
        maps = np.zeros((3, 12, 24))
        maps[0] = np.where(labels == 1, 0.9, np.where(labels == 2, 0.3, 0.0))
        maps[2] = distance_target(labels) / 255
        maps[2][labels == 2] -= 0.25
        np.testing.assert_allclose(raw_confidence(labels, maps), [0.8, 0.4 * 0.75], atol=1e-9)
        self.assertEqual(len(raw_confidence(np.zeros((4, 4), np.int32), maps[:, :4, :4])), 0)

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
