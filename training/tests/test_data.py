"""Reading, targets, pack, and every bad input with its sentence."""

from __future__ import annotations

import contextlib
import io
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from PIL import Image

from karyon_training.__main__ import main
from karyon_training.collect import from_pairs, make_item, simulated
from karyon_training.errors import TrainingError
from karyon_training.normalise import is_fluorescent, normalise
from karyon_training.pack import read_pack, write_pack
from karyon_training.reading import read_image, read_labels
from karyon_training.simulate import simulate
from karyon_training.targets import distance_target, median_diameter, nuclei_table
from karyon_training.touching import touching_border

from .data import discs, write_folder


class Targets(unittest.TestCase):
    def test_distance_is_one_at_the_centre_and_falls_to_every_boundary(self):
        labels = discs(64, [(32, 32)], 12)
        distance = distance_target(labels)
        self.assertEqual(distance[32, 32], 255)
        self.assertTrue((distance[labels == 0] == 0).all())
        self.assertTrue((distance[labels > 0] > 0).all())
        self.assertLess(distance[32, 43], 40)

    def test_neighbours_count_as_boundary(self):
        labels = np.zeros((20, 40), np.int32)
        labels[5:15, 5:20], labels[5:15, 20:35] = 1, 2
        distance = distance_target(labels)
        self.assertLess(distance[10, 19], 80)
        self.assertEqual(distance[10, 12], 255)

    def test_the_image_edge_is_no_boundary(self):
        labels = np.zeros((20, 20), np.int32)
        labels[:, :10] = 1
        self.assertEqual(distance_target(labels)[10, 0], 255)

    def test_border_only_where_two_nuclei_meet(self):
        labels = torch.zeros((1, 16, 32), dtype=torch.long)
        labels[0, 4:12, 4:12], labels[0, 4:12, 12:20], labels[0, 4:12, 26:30] = 1, 2, 3
        border = touching_border(labels)[0, 0]
        self.assertEqual(border[8, 12], 1)
        self.assertEqual(border[8, 4], 0)
        self.assertEqual(border[8, 28], 0)

    def test_table(self):
        areas, centres = nuclei_table(discs(64, [(20, 20), (45, 45)], 8))
        self.assertAlmostEqual(median_diameter(areas), 16, delta=0.6)
        np.testing.assert_allclose(centres[1], [45, 45], atol=0.1)


class Reading(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())

    def test_rgb_without_colour_is_gray(self):
        gray = np.random.default_rng(1).integers(0, 255, (20, 30), np.uint8)
        Image.fromarray(np.stack([gray] * 3, -1)).save(self.folder / "a.png")
        np.testing.assert_array_equal(read_image(self.folder / "a.png"), gray)

    def test_two_valued_mask_is_told_apart(self):
        labels = discs(64, [(16, 16), (48, 48)], 8)
        Image.fromarray(((labels > 0) * 255).astype(np.uint8)).save(self.folder / "m.png")
        self.assertEqual(read_labels(self.folder / "m.png").max(), 2)

    def test_labels_are_numbered_without_gaps(self):
        Image.fromarray((discs(64, [(16, 16), (48, 48)], 8) * 300).astype(np.uint16)).save(self.folder / "m.png")
        self.assertEqual(sorted(np.unique(read_labels(self.folder / "m.png"))), [0, 1, 2])

    def test_damaged_file_is_named(self):
        (self.folder / "bad.png").write_bytes(b"not an image")
        with self.assertRaisesRegex(TrainingError, "bad.png"):
            read_image(self.folder / "bad.png")

    def test_tiff_damaged_in_its_compressed_pixels_or_its_header_is_named(self):
        import tifffile

        whole, path = self.folder / "whole.tif", self.folder / "bad.tif"
        tifffile.imwrite(whole, discs(64, [(16, 16), (48, 48)], 8).astype(np.uint16), compression="zlib")
        with tifffile.TiffFile(whole) as file:
            at, length = file.pages[0].dataoffsets[0], file.pages[0].databytecounts[0]
            width = file.pages[0].tags["ImageWidth"].valueoffset
        data = whole.read_bytes()
        for damaged in (data[:at] + b"\xff" * length + data[at + length :], data[:width] + b"\0\0\0\0" + data[width + 4 :]):
            path.write_bytes(damaged)
            for read in (read_image, read_labels):
                with self.assertRaisesRegex(TrainingError, "bad.tif"):
                    read(path)

    def test_jpeg_is_no_mask(self):
        Image.fromarray(((discs(64, [(16, 16), (48, 48)], 8) > 0) * 255).astype(np.uint8)).save(self.folder / "m.jpg")
        with self.assertRaisesRegex(TrainingError, r"m\.jpg is a JPEG, .* save the mask as PNG or TIFF"):
            read_labels(self.folder / "m.jpg")

    def test_fluorescence_is_gray_and_for_the_larger_part_dark(self):
        gray = np.array([[10, 10, 200], [10, 12, 210], [9, 10, 190]], np.uint8)  # as in test/normalise/fluorescence-test.test.ts
        same = np.repeat(gray[..., None], 3, 2)
        blue = same * np.array([0, 0, 1], np.uint8)
        for image, wanted in ((gray, True), (255 - gray, False), (same, True), (blue, False), (gray.astype(np.float32) / 1e6 - 3, True), (same.astype(np.float32) - 400, True), (blue.astype(np.int32) + 20000, False)):
            self.assertEqual(is_fluorescent(image), wanted)

    def test_normalise_matches_the_card(self):
        image = np.arange(10000, dtype=np.uint16).reshape(100, 100)
        low, high = np.percentile(image, [0.5, 99.8])
        np.testing.assert_allclose(normalise(image)[50, 50], (5050 - low) / (high - low), rtol=1e-5)
        self.assertEqual(normalise(np.full((8, 8), 7)).max(), 0)


class Pairs(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        write_folder(self.folder, 3)
        self.said: list[str] = []

    def collect(self):
        return list(from_pairs(self.folder, "own", "own", 5, self.said.append))

    def test_good_pairs(self):
        self.assertEqual([item.entry.fold for item in self.collect()], [0, 1, 2])
        self.assertEqual(self.said, [])

    def test_mask_of_another_size(self):
        Image.fromarray(np.ones((10, 12), np.uint16)).save(self.folder / "masks" / "01.png")
        self.assertEqual(len(self.collect()), 2)
        self.assertRegex(self.said[0], r"01\.png is 96×96 px but its mask is 12×10 px")

    def test_empty_mask(self):
        Image.fromarray(np.zeros((96, 96), np.uint16)).save(self.folder / "masks" / "02.png")
        self.collect()
        self.assertRegex(self.said[0], r"mask of .*02\.png is empty")

    def test_mask_without_background(self):
        Image.fromarray(np.full((96, 96), 3, np.uint16)).save(self.folder / "masks" / "02.png")
        self.collect()
        self.assertRegex(self.said[0], r"02\.png has no background")

    def test_missing_mask(self):
        (self.folder / "masks" / "00.png").unlink()
        self.assertEqual([item.entry.name for item in self.collect()], ["01", "02"])
        self.assertRegex(self.said[0], r"00\.png has no mask")

    def test_colour_mask(self):
        noise = np.random.default_rng(1).integers(0, 255, (96, 96, 3), np.uint8)
        Image.fromarray(noise).save(self.folder / "masks" / "00.png")
        self.collect()
        self.assertRegex(self.said[0], r"00\.png is a colour picture")

    def test_overlapping_masks_of_one_nucleus_each(self):
        (self.folder / "masks" / "00.png").unlink()
        (self.folder / "masks" / "00").mkdir()
        for name, x in (("a", 30), ("b", 36)):
            Image.fromarray((discs(96, [(30, x)], 10) * 255).astype(np.uint8)).save(self.folder / "masks" / "00" / f"{name}.png")
        self.collect()
        self.assertRegex(self.said[0], r"b\.png overlaps masks before it by \d+ px")

    def test_folder_without_masks(self):
        with self.assertRaisesRegex(TrainingError, "needs a folder images"):
            list(from_pairs(self.folder / "images", "own", "own", 5, self.said.append))


class Retrain(unittest.TestCase):
    """What cannot end in a scored model that Karyon opens is refused before the hour of training."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        write_folder(self.folder, 7, 64)

    def refusal(self, *more: str, name: str = "own") -> str:
        said = io.StringIO()
        with mock.patch("karyon_training.train.train") as train, contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            code = main(["retrain", str(self.folder), "--out", str(self.folder / name), "--simulated", "0", *more])
        self.assertEqual(code, 1)
        train.assert_not_called()
        return said.getvalue()

    def test_a_name_or_a_version_that_karyon_does_not_open(self):
        self.assertRegex(self.refusal(name="My Model"), r"My Model: the folder's name becomes the model's .* Choose another name, such as my-model")
        self.assertRegex(self.refusal("--version", "2"), r"--version 2 is no version of three numbers, such as 1\.0\.0")

    def test_none_of_the_held_out_pairs_can_be_used(self):
        for name in ("00.png", "05.png"):
            (self.folder / "masks" / name).unlink()
        self.assertRegex(self.refusal(), r"None of the held-out images of .* \(00\.png, 05\.png\) can be used")


class Overlap(unittest.TestCase):
    def test_the_same_field_in_another_depth_is_found(self):
        from karyon_training.overlap import fold_of_twin

        folder, rng = Path(tempfile.mkdtemp()), np.random.default_rng(1)
        (folder / "images").mkdir()
        fields = [rng.integers(0, 4000, (130, 140)).astype(np.uint16) for _ in range(3)]
        rows = ["id,height,width,fold"]
        for number, field in enumerate(fields[:2]):
            Image.fromarray((field // 16).astype(np.uint8)).save(folder / "images" / f"{number}.png")
            rows.append(f"{number},130,140,{number + 3}")
        (folder / "index.csv").write_text("\n".join(rows))
        tests = []
        for number, field in enumerate(fields):
            tests.append(folder / f"t{number}.png")
            Image.fromarray(field).save(tests[-1])
        self.assertEqual(fold_of_twin(tests, folder), [3, 4, None])


class Packing(unittest.TestCase):
    def test_round_trip(self):
        items = list(simulated(2, 3))
        path = Path(tempfile.mkdtemp()) / "p.npz"
        write_pack(path, items)
        for before, after in zip(items, read_pack(path), strict=True):
            self.assertEqual(before.entry, after.entry)
            for name in ("image", "labels", "distance"):
                np.testing.assert_array_equal(getattr(before, name), getattr(after, name))

    def test_damaged_pack_is_named(self):
        path = Path(tempfile.mkdtemp()) / "p.npz"
        path.write_bytes(b"PK broken")
        with self.assertRaisesRegex(TrainingError, "p.npz is damaged"):
            read_pack(path)

    def test_large_nuclei_shrink(self):
        labels = discs(300, [(150, 150)], 60)
        item = make_item(labels.astype(float), labels, name="x", source="x", group="x", fold=0, mosaic="x")
        self.assertAlmostEqual(item.entry.diameter, 40, delta=1.5)

    def test_simulation_is_repeatable_and_has_both_modalities(self):
        np.testing.assert_array_equal(simulate(1, 2, 64)[0], simulate(1, 2, 64)[0])
        self.assertEqual({simulate(1, index, 64)[2] for index in range(8)}, {True, False})


if __name__ == "__main__":
    unittest.main()
