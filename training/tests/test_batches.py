"""Crops and augmentation."""

from __future__ import annotations

import unittest

import numpy as np
import torch

from karyon_training.atlas import Atlas
from karyon_training.augment import augment, contrast, optics
from karyon_training.batches import Batches
from karyon_training.collect import make_item, simulated
from karyon_training.errors import TrainingError
from karyon_training.jpeg import jpeg
from karyon_training.outline import outline_level
from karyon_training.sampler import SHARES, draw, image_probabilities
from karyon_training.smooth import blur

from .data import discs

CPU = torch.device("cpu")


class Crops(unittest.TestCase):
    def setUp(self):
        rng = np.random.default_rng(1)
        self.labels = discs(64, [(20, 20), (40, 44)], 8)
        self.images = [rng.random((64, 64)), rng.random((64, 64, 3))]
        fields = {"source": "x", "group": "x", "fold": 1, "mosaic": "x"}
        self.items = [make_item(image, self.labels, name=str(n), **fields) for n, image in enumerate(self.images)]
        self.atlas = Atlas(self.items, CPU)

    def crop(self, centre, scale=1.0, side=32):
        which = torch.tensor([0, 1])
        matrix = (torch.eye(2) / scale).expand(2, 2, 2)
        return self.atlas.crop(which, torch.tensor([centre] * 2), matrix, side)

    def test_at_scale_1_a_crop_is_the_image(self):
        image, labels, distance, weight, offset = self.crop((31.5, 31.5), side=64)
        np.testing.assert_allclose(image[0, 1].numpy() * 255, self.items[0].image, atol=0.01)
        np.testing.assert_allclose(image[1].permute(1, 2, 0).numpy() * 255, self.items[1].image, atol=0.01)
        np.testing.assert_array_equal(labels[1].numpy(), self.labels)
        np.testing.assert_allclose(distance[0, 0].numpy() * 255, self.items[0].distance, atol=0.01)
        self.assertTrue((weight[0, 0][labels[0] == 0] == 1).all())
        self.assertAlmostEqual(float(offset[0, 0, 24, 20]), 4 / 15.8, delta=0.02)
        self.assertAlmostEqual(float(offset[0, 1, 24, 20]), 0, delta=0.02)

    def test_offsets_turn_with_the_crop_and_with_reflection(self):
        which, centre = torch.tensor([0]), torch.tensor([[20.0, 20.0]])
        quarter = torch.tensor([[[0.0, -1.0], [1.0, 0.0]]])  # crop (y, x) → image (−x, y)
        crop = self.atlas.crop(which, centre, quarter, 33)
        self.assertEqual(int(crop.labels[0, 16, 20]), 1)
        self.assertGreater(float(crop.offset[0, 1, 16, 20]), 0.2)  # right of the centre in the crop too
        self.assertAlmostEqual(float(crop.offset[0, 0, 16, 20]), 0, delta=0.03)
        mirrored = self.atlas.crop(which, torch.tensor([[0.0, 20.0]]), torch.eye(2)[None], 65).offset[0, 0]
        np.testing.assert_allclose(mirrored[12:32].numpy(), -mirrored[33:53].flip(0).numpy(), atol=1e-5)

    def test_beyond_the_edge_it_is_reflected(self):
        image, labels, *_ = self.crop((0.0, 0.0), side=33)
        np.testing.assert_allclose(image[0, 0].numpy(), image[0, 0].flip(0).numpy(), atol=1e-6)
        np.testing.assert_array_equal(labels[1].numpy(), labels[1].flip(1).numpy())

    def test_shrinking_averages(self):
        image, *_ = self.crop((31.5, 31.5), scale=0.25, side=16)
        self.assertLess(image[0, 0].std(), 0.5 * self.items[0].image.std() / 255)


class Looks(unittest.TestCase):
    def image(self, edge: float) -> tuple[np.ndarray, np.ndarray]:
        """Two nuclei of gray 1 whose outermost pixels have the gray `edge`, on 0."""
        labels = discs(64, [(20, 20), (40, 44)], 8)
        return np.where(discs(64, [(20, 20), (40, 44)], 6) > 0, 1, edge) * (labels > 0), labels

    def test_where_an_outline_runs_in_brightness(self):
        self.assertAlmostEqual(outline_level(*self.image(0.5)), 0.5)
        self.assertAlmostEqual(outline_level(*self.image(0.2)), 0.2)
        self.assertAlmostEqual(outline_level(1 - self.image(0.2)[0], self.image(0.2)[1]), 0.2)
        self.assertIsNone(outline_level(np.ones((9, 9)), np.zeros((9, 9), int)))
        self.assertIsNone(outline_level(np.ones((9, 9)), np.ones((9, 9), int)))

    def test_nuclei_drawn_wide_are_a_look_of_their_own(self):
        group = "small fluorescent"
        fields = {"source": "x", "group": group, "fold": 1}
        items = [make_item(*self.image(0.2 if n == 0 else 0.6), name=str(n), mosaic=str(n), **fields) for n in range(20)]
        atlas = Atlas(items, CPU)
        self.assertEqual(atlas.looks, [f"{group}, drawn wide"] + [group] * 19)
        share = image_probabilities(atlas)
        wide = SHARES[f"{group}, drawn wide"] / (SHARES[f"{group}, drawn wide"] + SHARES[group])
        self.assertAlmostEqual(share[0], wide)
        np.testing.assert_allclose(share[1:], (1 - wide) / 19)
        whole = SHARES[f"{group}, drawn wide"] + SHARES[group]
        self.assertAlmostEqual(image_probabilities(atlas, 0.05)[0], 0.05 / whole)
        self.assertEqual(image_probabilities(atlas, 0)[0], 0)
        self.assertAlmostEqual(Batches(atlas, 1, 2, 64, wide=0.05).probabilities[0], 0.05 / whole)

    def test_of_looks_that_are_asked_for_no_other_is_drawn(self):
        groups = ["small fluorescent", "small fluorescent", "purple tissue", "own"]
        items = [make_item(*self.image(0.2 if n == 0 else 0.6), name=str(n), mosaic=str(n), source="x", group=group, fold=1) for n, group in enumerate(groups)]
        atlas = Atlas(items, CPU)
        np.testing.assert_allclose(image_probabilities(atlas, looks={"small fluorescent": 3, "purple tissue": 1}), [0.375, 0.375, 0.25, 0])
        np.testing.assert_allclose(image_probabilities(atlas, looks={"small fluorescent, drawn wide": 1, "own": 1}), [0.5, 0, 0, 0.5])
        np.testing.assert_allclose(Batches(atlas, 1, 2, 64, looks={"own": 0.1}).probabilities, [0, 0, 0, 1])
        with self.assertRaisesRegex(TrainingError, "No image has the look purple tisue; there are own, purple tissue, small fluorescent"):
            image_probabilities(atlas, looks={"purple tisue": 1, "own": 1})

    def test_in_other_groups_they_stay_with_their_group(self):
        fields = {"source": "x", "group": "own", "fold": 1}
        items = [make_item(*self.image(0.2 if n == 0 else 0.6), name=str(n), mosaic=str(n), **fields) for n in range(4)]
        np.testing.assert_allclose(image_probabilities(Atlas(items, CPU)), 0.25)

    def test_contrast_keeps_the_range_of_the_whole_image_where_asked(self):
        dim = torch.rand(4, 3, 64, 64, generator=torch.Generator().manual_seed(1)) * 0.2
        kept = contrast(dim, np.random.default_rng(1), 1)
        stretched = contrast(dim, np.random.default_rng(1), 0)
        self.assertLess(float(kept.max()), 0.35)
        self.assertGreater(float(stretched.flatten(1).max(1).values.median()), 0.35)


class Batch(unittest.TestCase):
    def test_a_number_gives_the_same_batch_and_values_are_in_range(self):
        atlas = Atlas(list(simulated(3, 2)), CPU)
        one, two = (Batches(atlas, 5, 4, 64)[17] for _ in range(2))
        for a, b in zip(one, two, strict=True):
            self.assertTrue(torch.equal(a, b))
        image, labels, border, distance, *_ = one
        self.assertEqual(tuple(image.shape), (4, 3, 64, 64))
        self.assertTrue(torch.isfinite(image).all())
        for x in (image, border, distance):
            self.assertTrue(0 <= x.min() and x.max() <= 1)
        self.assertTrue((distance[:, 0][labels == 0] == 0).all())

    def test_every_kind_of_image_survives_many_batches(self):
        batches = Batches(Atlas(list(simulated(4, 9)), CPU), 1, 4, 32)
        for step in range(40):
            self.assertTrue(torch.isfinite(batches[step][0]).all())


    def test_clean_crops_keep_their_look(self):
        """Of the same crops, those that nothing was done to follow the image: one line from its values to theirs."""
        atlas = Atlas(list(simulated(4, 6)), CPU)
        bright, x = np.zeros(16, bool), torch.rand(16, 3, 32, 32)

        def kept(share: float) -> int:
            generator = torch.Generator().manual_seed(1)
            out = augment(x, bright, np.random.default_rng(3), generator, clean=share).flatten(1)
            inside = [(0 < row) & (row < 1) for row in out]
            pairs = [np.corrcoef(a[i].numpy(), b[i].numpy())[0, 1] for a, b, i in zip(x.flatten(1), out, inside)]
            return int((np.array(pairs) > 0.9999).sum())

        self.assertEqual(kept(1.0), 16)
        self.assertLess(kept(0.0), 6)
        self.assertTrue(kept(0.0) < kept(0.5) < 16)
        self.assertTrue(torch.equal(Batches(atlas, 5, 4, 64)[3][0], Batches(atlas, 5, 4, 64, clean=0.0)[3][0]))

    def test_the_spread_of_scales_is_as_asked(self):
        atlas = Atlas(list(simulated(4, 6)), CPU)

        def spread(of: float) -> float:
            rng = np.random.default_rng(1)
            which, _, matrices = draw(atlas, image_probabilities(atlas), rng, 2000, spread=of)
            diameters = np.array([atlas.items[i].diameter for i in which])
            seen = np.log(diameters / torch.linalg.det(matrices).abs().sqrt().numpy())
            return float(np.subtract(*np.percentile(seen, [75, 25])) / 1.349)

        self.assertLess(spread(0.05), spread(0.2))
        self.assertLess(spread(0.2), spread(0.33))


class Optics(unittest.TestCase):
    def test_blur_keeps_the_mean_and_leaves_sigma_0(self):
        x = torch.rand(2, 3, 32, 32)
        out = blur(x, np.array([0, 2.0]))
        self.assertTrue(torch.equal(out[0], x[0]))
        self.assertLess(out[1].std(), x[1].std())

    def test_the_share_out_of_focus_is_as_asked(self):
        x = torch.rand(200, 1, 16, 16, generator=torch.Generator().manual_seed(1))
        for share in (0, 0.5, 1):
            out = optics(x, np.random.default_rng(1), torch.Generator().manual_seed(1), (share, 4.8))
            # What is left of the contrast between neighbours, as noise is put on a third of the crops afterwards.
            left = (out[..., 1:] - out[..., :-1]).flatten(1).std(1) / (x[..., 1:] - x[..., :-1]).flatten(1).std(1)
            self.assertAlmostEqual(float((left < 0.8).float().mean()), share, delta=0.08)

    def test_jpeg_error_grows_as_quality_falls(self):
        x = torch.rand(2, 3, 32, 32)
        out = (jpeg(x, np.array([90, 20])) - x).abs().mean((1, 2, 3))
        self.assertLess(out[0], out[1])
        self.assertTrue(torch.equal(jpeg(x, np.array([0, 0])), x))


if __name__ == "__main__":
    unittest.main()
