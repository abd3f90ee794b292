"""The pictures of a model card."""

import argparse
import csv
import tempfile
import unittest
from pathlib import Path

import numpy as np
from PIL import Image

from karyon_training.errors import TrainingError
from karyon_training.picture import (
    BEGIN, BOTH, FAILURES, LARGEST_PICTURE, PREDICTED_ONLY, SIDE, TARGET_ONLY, ZOOM, calibration, drawn, generated, save_small, with_section,
)  # fmt: skip

from .data import discs


class Pictures(unittest.TestCase):
    def test_outlines_have_the_error_colours(self):
        target, found = discs(64, [(16, 16), (48, 16)], 8), discs(64, [(16, 16), (16, 48)], 8)
        pixels = np.asarray(drawn(np.full((64, 64), 90, np.uint8), target, found))
        here = lambda colour, y, x: (pixels[ZOOM * (y - 10) : ZOOM * (y + 10), ZOOM * (x - 10) : ZOOM * (x + 10)] == colour).all(-1).any()  # noqa: E731
        self.assertTrue(here(BOTH, 16, 16) and not here(TARGET_ONLY, 16, 16) and not here(PREDICTED_ONLY, 16, 16))
        self.assertTrue(here(TARGET_ONLY, 48, 16) and not here(PREDICTED_ONLY, 48, 16))
        self.assertTrue(here(PREDICTED_ONLY, 16, 48) and not here(TARGET_ONLY, 16, 48))

    def test_looks_are_generated_the_same_each_time_and_saved_small(self):
        with tempfile.TemporaryDirectory() as folder:
            for failure in FAILURES:
                image, labels = generated(failure, 1)
                again, _ = generated(failure, 1)
                self.assertTrue((image == again).all())
                self.assertEqual(image.shape[:2], (SIDE, SIDE))
                self.assertGreater(labels.max(), 5)
                path = Path(folder) / f"{failure.name}.png"
                save_small(drawn(image, labels, labels), path)
                self.assertLessEqual(path.stat().st_size, LARGEST_PICTURE)

    def test_a_picture_too_large_is_refused(self):
        noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (900, 900, 3), dtype=np.uint8))
        with tempfile.TemporaryDirectory() as folder, self.assertRaisesRegex(TrainingError, "is the most"):
            save_small(noise, Path(folder) / "noise.png")

    def test_the_section_is_written_anew_each_time(self):
        once = with_section("# Model\n\nWords.\n", ["![a](a.png)"])
        twice = with_section(once, ["![b](b.png)"])
        self.assertEqual(twice.count(BEGIN), 1)
        self.assertTrue(twice.startswith("# Model\n\nWords.\n"))
        self.assertIn("b.png", twice)
        self.assertNotIn("a.png", twice)

    def test_a_calibration_plot_shows_confidence_against_true_iou(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "labels").mkdir()
            centres = [(y, x) for y in range(10, 250, 20) for x in range(10, 250, 20)]
            labels = discs(256, centres, 8)
            Image.fromarray(labels.astype(np.uint16)).save(root / "a.png")
            Image.fromarray(labels.astype(np.uint16)).save(root / "labels" / "a_labels.tif")
            with open(root / "nuclei.csv", "w", newline="", encoding="utf-8-sig") as file:
                rows = csv.writer(file)
                rows.writerow(["file", "label", "confidence"])
                rows.writerows(["x/a.png", n, 0.9] for n in range(1, len(centres) + 1))
            args = argparse.Namespace(counted=root, truth=root, model=root, data="test")
            lines = calibration(args)
            self.assertIn("144 nuclei", lines[2])
            self.assertIn("diagonal 0.100", lines[2])
            self.assertEqual((root / "calibration.svg").read_text().count("<circle"), 10)
            (root / "nuclei.csv").write_text("file,label,confidence\na.png,1,0.9\n")
            with self.assertRaisesRegex(TrainingError, "at least 100 are needed"):
                calibration(args)


if __name__ == "__main__":
    unittest.main()
