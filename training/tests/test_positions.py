"""Decoding relative positions."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from scipy.ndimage import distance_transform_edt

from karyon_training.checkpoint import save
from karyon_training.network import Design, Network
from karyon_training.positions import PositionDecoder, decode_positions, position_maps
from karyon_training.targets import nuclei_table

from .data import discs
from .test_model import run


def exact_maps(labels: np.ndarray) -> np.ndarray:
    """What a network without error would say of a label image: 5×H×W; outside, positions go on from the nearest nucleus."""
    areas, centres = nuclei_table(labels)
    maps = np.full((5, *labels.shape), 0.5, np.float32)
    maps[:3] = labels > 0
    if labels.any():
        own = labels[tuple(distance_transform_edt(labels == 0, return_indices=True)[1])]
        diameter = 2 * np.sqrt(areas[own] / np.pi)
        for head, place, centre in zip((3, 4), np.indices(labels.shape), centres.T):
            maps[head] = np.clip(((place - centre[own - 1]) / diameter + 1) / 2, 0, 1)
    return maps


class Positions(unittest.TestCase):
    def test_touching_discs_come_apart_though_body_and_border_say_nothing(self):
        labels = discs(64, [(20, 20), (20, 37), (37, 28)], 9)
        found = decode_positions(exact_maps(labels), PositionDecoder())
        self.assertEqual(found.max(), 3)
        for number in range(1, int(labels.max()) + 1):
            mine = found[labels == number]
            self.assertGreater(np.bincount(mine).max() / len(mine), 0.85)

    def test_closeness_is_one_in_the_centre_and_folds_lie_between(self):
        labels = discs(64, [(32, 24), (32, 41)], 9)
        body, folds, close = position_maps(exact_maps(labels), PositionDecoder())
        self.assertGreater(close[32, 24], 0.9)
        self.assertEqual(folds[32, 24], 0)
        self.assertTrue(folds[32, 31:35].any())
        self.assertEqual(body.dtype, np.float32)

    def test_nothing_is_found_in_nothing(self):
        self.assertEqual(decode_positions(exact_maps(np.zeros((20, 30), np.int32)), PositionDecoder()).max(), 0)

    def test_a_model_is_exported_with_this_decoder_when_it_has_the_heads(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for heads in (3, 5):
                torch.manual_seed(heads)
                network = Network(Design(widths=[8, 8], encoder=[1, 1], decoder=[1], heads=heads))
                save(root / f"{heads}.pt", {"design": network.design.as_dict(), "average": network.state_dict(), "record": {}})
            how = ["--out", str(root / "own"), "--tile", "256", "--decoder", "relative-position"]
            code, said = run("export", "--checkpoint", str(root / "5.pt"), *how)
            self.assertEqual(code, 0, said)
            facts = json.loads((root / "own" / "manifest.json").read_text())
            self.assertEqual(facts["decoder"]["kind"], "relative-position")
            self.assertEqual(facts["decoder"]["slopeThreshold"], PositionDecoder().slope_threshold)
            self.assertEqual(facts["outputs"][0]["channels"][3:], ["offsetY", "offsetX"])
            code, said = run("export", "--checkpoint", str(root / "3.pt"), *how)
            self.assertEqual(code, 1)
            self.assertIn("needs the heads offsetY and offsetX", said)


if __name__ == "__main__":
    unittest.main()
