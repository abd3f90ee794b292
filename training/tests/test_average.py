"""Averaging networks, and leaving residual blocks out."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import torch

from karyon_training.card import training_lines
from karyon_training.checkpoint import load, load_average, save
from karyon_training.network import Design, Network

from .test_model import run

DESIGN = {"widths": [4, 6], "encoder": [1, 3], "decoder": [1]}


def network(seed: int, **changes) -> Network:
    torch.manual_seed(seed)
    made = Network(Design(**{**DESIGN, **changes})).eval()
    for module in made.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
    return made


def stored(path: Path, made: Network, **record) -> str:
    save(path, {"design": made.design.as_dict(), "average": made.state_dict(), "record": record})
    return str(path)


def silence(block) -> None:
    """Makes a residual block the identity of what is not negative: its last batch norm gives 0."""
    block.two[1].weight.data.zero_()
    block.two[1].bias.data.zero_()


class Averages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.out = self.folder / "mean.pt"

    def average(self, *arguments: str) -> tuple[int, str]:
        return run("average", "--out", str(self.out), *arguments)

    def test_weights_are_the_mean_by_shares(self):
        a, b = network(1), network(2)
        paths = stored(self.folder / "a.pt", a, hold_out=[0, 2]), stored(self.folder / "b.pt", b, hold_out=0)
        self.assertEqual(self.average("--model", *paths, "--shares", "3", "1")[0], 0)
        mean, record = load_average(self.out)
        torch.testing.assert_close(mean.stem[0].weight, 0.75 * a.stem[0].weight + 0.25 * b.stem[0].weight, atol=1e-3, rtol=1e-3)
        torch.testing.assert_close(mean.stem[1].running_var, 0.75 * a.stem[1].running_var + 0.25 * b.stem[1].running_var, atol=1e-3, rtol=1e-3)
        self.assertEqual(record["hold_out"], [0])  # fold 2 was seen by b
        self.assertEqual([part["share"] for part in record["mean_of"]], [3, 1])

    def test_the_mean_of_one_network_is_that_network(self):
        a = network(3)
        self.assertEqual(self.average("--model", stored(self.folder / "a.pt", a))[0], 0)
        x = torch.rand(1, 3, 16, 16)
        torch.testing.assert_close(load_average(self.out)[0](x), a(x), atol=5e-3, rtol=5e-3)  # stored in half precision

    def test_of_five_heads_and_three_remain_the_three(self):
        paths = stored(self.folder / "a.pt", network(4, heads=5)), stored(self.folder / "b.pt", network(5))
        self.assertEqual(self.average("--model", *paths)[0], 0)
        mean, _ = load_average(self.out)
        five, three = (load(Path(path))["average"]["head.bias"] for path in paths)
        self.assertEqual(mean.design.heads, 3)
        torch.testing.assert_close(mean.head.bias, (five[: 3 * 4] + three) / 2, atol=1e-3, rtol=1e-3)

    def test_leaving_out_blocks_that_do_nothing_changes_nothing(self):
        a = network(6)
        for block in (a.encoder[0][0], a.encoder[1][0], a.encoder[1][2]):
            silence(block)
        given = self.average("--model", stored(self.folder / "a.pt", a), "--without", "encoder.1.0", "encoder.1.2", "encoder.0.0")
        self.assertEqual(given[0], 0, given[1])
        mean, record = load_average(self.out)
        self.assertEqual(mean.design.encoder, [0, 1])
        self.assertEqual(record["blocks_left_out"], ["encoder.1.0", "encoder.1.2", "encoder.0.0"])
        x = torch.rand(1, 3, 16, 16)
        torch.testing.assert_close(mean(x), a(x), atol=5e-3, rtol=5e-3)

    def test_refuses_what_cannot_be_averaged(self):
        a = stored(self.folder / "a.pt", network(8))
        other = stored(self.folder / "other.pt", network(8, widths=[4, 8]))
        broken = network(8)
        broken.head.bias.data[0] = float("nan")
        lost = stored(self.folder / "lost.pt", broken)
        for arguments, words in (
            (["--model", a, other], ["other.pt", "another design"]),
            (["--model", a, lost], ["lost.pt", "no numbers"]),
            (["--model", a, str(self.folder / "gone.pt")], ["gone.pt is not there"]),
            (["--model", a, "--shares", "1", "2"], ["--shares", "for each of 1 models"]),
            (["--model", a, "--shares", "0"], ["above 0"]),
            (["--model", a, "--without", "encoder.1.3"], ["encoder.1.3", "is no block"]),
            (["--model", a, "--without", "head"], ["head", "is no block"]),
            (["--model", a, "--without", "encoder.0.0", "encoder.0.0"], ["encoder.0.0", "is no block"]),
        ):
            code, said = self.average(*arguments)
            self.assertEqual(code, 1, arguments)
            for word in words:
                self.assertIn(word, said)
            self.assertFalse(self.out.exists())

    def test_the_card_names_every_run(self):
        part = {"steps": 10, "batch": 8, "side": 192, "seed": 4, "share": 2.0}
        lines = "\n".join(training_lines({"mean_of": [part, {"share": 1, "mean_of": [part], "blocks_left_out": []}], "blocks_left_out": ["encoder.0.0"]}))
        self.assertEqual(lines.count("10 steps of 8 crops of 192²"), 2)
        self.assertIn("without the residual blocks encoder.0.0", lines)


if __name__ == "__main__":
    unittest.main()
