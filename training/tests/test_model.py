"""Network, training, export, decoding, scoring."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import io
import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import onnx
import torch

from karyon_training import train as train_module
from karyon_training.__main__ import main
from karyon_training.checkpoint import load, save
from karyon_training.clock import Clock
from karyon_training.collect import simulated
from karyon_training.decode import Decoder, decode, median_diameter_of
from karyon_training.engine import engine_there
from karyon_training.errors import TrainingError
from karyon_training.features import NAMES
from karyon_training.foreign import check_model
from karyon_training.infer import Scale, Settings, segment
from karyon_training.muon import orthogonalise
from karyon_training.network import Design, Network, fold_batch_norm, receptive_radius
from karyon_training.pack import write_pack
from karyon_training.quantise import eight_bits
from karyon_training.score import score
from karyon_training.targets import distance_target
from karyon_training.trees import fit
from karyon_training.wrap import exported, seen, unseen, unseen_offsets

from .data import discs, write_folder

SMALL = ["--widths", "8", "8", "--encoder", "1", "1", "--decoder", "1", "--batch", "2", "--side", "32"]


def run(*arguments: str) -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(list(arguments))
    return code, said.getvalue()


def without_engine() -> list[str]:
    """Parity with the engine where Node and its packages are there; said when not."""
    if not engine_there():
        print("The engine is not there (npm ci): parity is tested without it.")
    return [] if engine_there() else ["--without-engine"]


class Networks(unittest.TestCase):
    def test_nothing_beyond_the_stated_radius_matters(self):
        design = Design(widths=[4, 6, 8], encoder=[1, 1, 1], decoder=[1, 1])
        torch.manual_seed(1)
        network = fold_batch_norm(Network(design)).double()
        radius, side = receptive_radius(design), 192
        x = torch.rand(1, 3, side, side, dtype=torch.double)
        reached = 0
        for at in range(92, 100):  # every phase of the pooling grid
            y = x.clone().requires_grad_()
            network(y)[0, :, at, at].sum().backward()
            places = torch.nonzero(y.grad.abs().sum((0, 1)))
            reached = max(reached, int((places - at).abs().max()))
        self.assertLessEqual(reached, radius)
        self.assertGreaterEqual(reached, radius - 4)

    def test_starts_from_a_network_of_fewer_heads(self):
        torch.manual_seed(3)
        small = Network(Design(widths=[4, 6], encoder=[1, 1], decoder=[1])).eval()
        large = Network(Design(widths=[4, 6], encoder=[1, 1], decoder=[1], heads=5)).eval()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "small.pt"
            save(path, {"design": small.design.as_dict(), "average": small.state_dict(), "record": {}})
            train_module.start_from(large, path)
            x = torch.rand(1, 3, 16, 16)
            with torch.inference_mode():
                self.assertTrue(torch.allclose(large(x)[:, :3], small(x), atol=1e-6))
            save(path, {"design": large.design.as_dict(), "average": large.state_dict(), "record": {}})
            fewer = Network(small.design).eval()
            train_module.start_from(fewer, path)
            with torch.inference_mode():
                self.assertTrue(torch.allclose(large(x)[:, :3], fewer(x), atol=1e-6))
            for other in (
                Design(widths=[3, 6], encoder=[1, 1], decoder=[1]),
                Design(widths=[4, 6], encoder=[1, 0], decoder=[1]),
                Design(widths=[4, 6, 8], encoder=[1, 1, 1], decoder=[1, 1]),
                Design(widths=[4, 6], encoder=[1, 1], decoder=[1], stem=1),
            ):
                with self.assertRaisesRegex(TrainingError, "another design"):
                    train_module.start_from(Network(other), path)

    def test_a_larger_network_starts_as_the_same_function(self):
        small = Network(Design(widths=[4, 6, 8], encoder=[1, 0, 1], decoder=[1, 1])).eval()
        with torch.no_grad():
            for parameter in small.parameters():
                parameter.add_(torch.randn_like(parameter) * 0.1)
        large = Network(Design(widths=[6, 9, 8], encoder=[1, 1, 3], decoder=[2, 1])).eval()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "small.pt"
            save(path, {"design": small.design.as_dict(), "average": small.state_dict(), "record": {}})
            train_module.start_from(large, path)
        x = torch.rand(1, 3, 32, 32)
        out = large(x)
        self.assertTrue(torch.allclose(out, small(x), atol=1e-5))
        out.square().mean().backward()
        # What was added can learn: what old channels read from new ones, and how much a new block adds.
        self.assertGreater(float(large.decoder[0][0].one[0].weight.grad[:4, 4:].abs().max()), 0)
        self.assertGreater(float(large.encoder[1][0].two[1].weight.grad.abs().max()), 0)

    def test_every_view_is_undone(self):
        x = torch.arange(2 * 3 * 4 * 6.0).view(2, 3, 4, 6)
        shown = [seen(x, view) for view in range(8)]
        self.assertEqual(len({tuple(y.flatten().tolist()) + tuple(y.shape) for y in shown}), 8)
        for view, y in enumerate(shown):
            self.assertTrue(torch.equal(unseen(y, view), x))

    def test_offsets_of_every_view_are_undone(self):
        """The way to the nucleus's centre, computed in the view and undone, is the way computed as it is."""
        labels = np.zeros((8, 12), np.int64)
        labels[1:4, 1:7], labels[5:8, 6:12] = 1, 2

        def offsets(image: torch.Tensor) -> torch.Tensor:
            out = np.zeros((2, *image.shape[2:]))
            own = image[0, 0].numpy()
            for number in (1, 2):
                y, x = np.nonzero(own == number)
                out[:, y, x] = np.stack([y - y.mean(), x - x.mean()]) / 20
            return torch.from_numpy((out + 1) / 2)[None]

        whole = torch.from_numpy(labels)[None, None].float()
        for view in range(8):
            torch.testing.assert_close(unseen_offsets(offsets(seen(whole, view)), view), offsets(whole))

    def test_an_ensembles_offsets_are_those_of_the_members_that_have_them(self):
        torch.manual_seed(3)
        networks = [Network(Design(widths=[4, 6], encoder=[1, 1], decoder=[1], heads=heads)).eval() for heads in (3, 5)]
        x = torch.rand(1, 3, 16, 24)
        with torch.inference_mode():
            out = exported(networks, [[0], [0]], positions=True)(x)
            self.assertEqual(tuple(out.shape), (1, 5, 16, 24))
            torch.testing.assert_close(out[:, 3:], networks[1](x).sigmoid()[:, 3:], atol=1e-5, rtol=0)
            torch.testing.assert_close(out[:, :3], exported(networks, [[0], [0]])(x))
        with self.assertRaisesRegex(ValueError, "none of the networks has offsets"):
            exported(networks[:1] * 2, [[0], [0]], positions=True)

    def test_an_ensemble_is_the_mean_of_its_members_views(self):
        torch.manual_seed(2)
        design = Design(widths=[4, 6], encoder=[1, 1], decoder=[1])
        networks = [Network(design).eval(), Network(Design(widths=[4, 6], encoder=[1, 1], decoder=[1], heads=5)).eval()]
        x = torch.rand(1, 3, 16, 24)
        with torch.inference_mode():
            wanted = sum(
                torch.flip(n(torch.flip(x, [3]))[:, :3].sigmoid(), [3]) if flip else n(x)[:, :3].sigmoid()
                for n, flip in ((networks[0], False), (networks[0], True), (networks[1], False))
            )
            ensemble = exported(networks, [[0, 2], [0]]).eval()
            self.assertTrue(torch.allclose(ensemble(x), wanted / 3, atol=1e-6))
            one, other = exported(networks[:1], [[0]])(x), exported(networks[1:], [[0]])(x)
            weighed = exported(networks, [[0], [0]], shares=[3.0, 1.0])
            self.assertTrue(torch.allclose(weighed(x), 0.75 * one + 0.25 * other, atol=1e-6))
        for shares in ([1.0], [1.0, 0.0]):
            with self.assertRaisesRegex(ValueError, "a share above 0"):
                exported(networks, [[0], [0]], shares=shares)

    def test_folding_batch_norm_changes_nothing(self):
        network = Network(Design(widths=[4, 6], encoder=[1, 1], decoder=[1]))
        network.train()(torch.rand(4, 3, 32, 32))
        x = torch.rand(1, 3, 32, 32)
        self.assertLess((network.eval()(x) - fold_batch_norm(network)(x)).abs().max(), 1e-4)

    def test_eight_bits_are_within_half_a_step_of_each_channel(self):
        kernel = np.random.default_rng(1).normal(0, [[[[1.0]]], [[[100.0]]], [[[0.0]]]], (3, 5, 3, 3)).astype(np.float32)
        stored, scale = eight_bits(kernel)
        self.assertEqual((stored.dtype, scale.shape), (np.int8, (3, 1, 1, 1)))
        self.assertTrue((np.abs(stored * scale - kernel) <= scale * 0.5001).all())
        self.assertTrue((np.abs(stored[:2].reshape(2, -1)).max(1) == 127).all())
        self.assertFalse(stored[2].any())

    def test_large_kernels_are_stored_in_eight_bits(self):
        torch.manual_seed(5)
        network = Network(Design(widths=[8, 96], encoder=[1, 1], decoder=[1]))
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            save(root / "one.pt", {"design": network.design.as_dict(), "average": network.state_dict(), "record": {}})
            sizes = []
            for options in (["--fp16"], ["--fp16", "--int8"]):
                out = root / ("model-" + str(len(options)))
                code, said = run("export", "--checkpoint", str(root / "one.pt"), "--out", str(out), "--tile", "256", *options)
                self.assertEqual(code, 0, said)
                code, said = run("parity", "--checkpoint", str(root / "one.pt"), "--model", str(out), *without_engine())
                self.assertEqual(code, 0, said)
                sizes.append((out / "model.onnx").stat().st_size)
            # The four kernels of 96 × 96 × 3 × 3 and less would take two bytes a weight.
            self.assertLess(sizes[1], 0.65 * sizes[0])

    def test_orthogonalise(self):
        for half in (False, True):
            out = orthogonalise(torch.randn(16, 40), half=half)
            values = torch.linalg.svdvals(out)
            self.assertEqual(out.dtype, torch.float32)
            self.assertTrue(((values > 0.6) & (values < 1.3)).all())


class Sizes(unittest.TestCase):
    def test_doubtful_fragments_do_not_make_nuclei_look_small(self):
        labels, body = np.zeros((40, 40), int), np.zeros((40, 40))
        for number, (side, sure, at) in enumerate([(10, 0.9, 0), (12, 0.9, 11), (3, 0.62, 24), (3, 0.62, 28), (3, 0.62, 32)], 1):
            place = np.s_[at : at + side, at : at + side]
            labels[place], body[place] = number, sure
        side = lambda d: d * np.sqrt(np.pi) / 2
        self.assertAlmostEqual(side(median_diameter_of(labels)), 3)
        self.assertAlmostEqual(side(median_diameter_of(labels, body, 1)), 3)  # 3 · .62 > 2 · .9
        self.assertAlmostEqual(side(median_diameter_of(labels, body, 2)), 10)
        self.assertAlmostEqual(side(median_diameter_of(labels, body, 40)), 10)  # the smaller of two as sure
        self.assertEqual(median_diameter_of(labels * 0, body, 4), 0)

    def test_segment_takes_its_scale_from_the_sure_ones_where_asked(self):
        """A network that says body = brightness: one bright square of 22 px beside five dim ones of 6 px."""
        image = np.zeros((96, 96), np.uint8)
        image[4:26, 4:26] = 255
        for at in range(4, 90, 18):
            image[60:66, at : at + 6] = 160

        def run_brightness(x: np.ndarray) -> np.ndarray:
            return np.stack([x[:, 0], x[:, 0] * 0, x[:, 0]], 1)

        scale = [segment(run_brightness, image, Settings(scale=Scale(confidence_power=power)))[2] for power in (0, 8)]
        self.assertEqual(scale[1], 1.0)
        self.assertAlmostEqual(scale[0], 2.5)


class Decoding(unittest.TestCase):
    def test_perfect_maps_give_the_nuclei_back(self):
        labels = discs(96, [(30, 30), (30, 49), (70, 60)], 10)
        maps = np.stack([labels > 0, np.zeros(labels.shape), distance_target(labels) / 255]).astype(np.float32)
        self.assertEqual(score(labels, decode(maps, Decoder())).true[0], 3)

    def test_nothing_gives_nothing(self):
        self.assertEqual(decode(np.zeros((3, 20, 20), np.float32), Decoder()).max(), 0)

    def test_score_of_known_overlap(self):
        target, half = np.zeros((20, 20), np.int32), np.zeros((20, 20), np.int32)
        target[:10, :10], half[:10, :6] = 1, 1  # IoU exactly .6: above .50 and .55 only
        result = score(target, half)
        self.assertEqual(list(result.true), [1, 1] + [0] * 8)
        self.assertAlmostEqual(result.s, 0.2)
        self.assertEqual(score(target * 0, half * 0).s, 1.0)


class Training(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.pack, self.run = self.folder / "p.npz", self.folder / "run"
        write_pack(self.pack, list(simulated(3, 4)))

    def train(self, steps: int, *more: str) -> tuple[int, str]:
        return run("train", "--pack", str(self.pack), "--run", str(self.run), "--steps", str(steps), "--threads", "1", *SMALL, *more)

    def test_shares_and_spreads_that_cannot_be_are_refused(self):
        for wrong in (["--clean", "1.5"], ["--spread", "-1"], ["--wide", "0.5"]):
            code, said = self.train(1, *wrong)
            self.assertEqual(code, 1, said)
            self.assertIn(f"{wrong[0]} {float(wrong[1]):g} is", said)

    def test_trains_on_the_looks_asked_for_and_says_so(self):
        code, said = self.train(1, "--looks", "simulated=0.5")
        self.assertEqual(code, 0, said)
        self.assertEqual(load(self.run / "checkpoint.pt")["record"]["looks"], {"simulated": 0.5})
        code, said = self.train(2, "--looks", "simulated=0.5", "purple tissue=0.5")
        self.assertEqual(code, 1, said)
        self.assertIn("No image has the look purple tissue; there are simulated", said)
        for wrong in ("simulated", "=0.5", "simulated=0", "simulated=much", "simulated=nan", "simulated=-1"):
            with self.assertRaises(SystemExit, msg=wrong), contextlib.redirect_stderr(io.StringIO()):
                self.train(2, "--looks", wrong)

    def test_no_minutes_write_the_start_itself(self):
        code, said = run("train", "--pack", str(self.pack), "--run", str(self.run), "--minutes", "0", "--threads", "1", *SMALL)
        self.assertEqual(code, 0, said)
        self.assertEqual(load(self.run / "checkpoint.pt")["step"], 0)

    def test_an_interrupted_run_goes_on_to_the_same_weights(self):
        self.assertEqual(self.train(6)[0], 0)
        whole = load(self.run / "checkpoint.pt")
        self.run = self.folder / "again"
        original, calls = train_module.loss, []

        def stop(*args):
            calls.append(1)
            if len(calls) == 4:
                raise KeyboardInterrupt
            return original(*args)

        with mock.patch.object(train_module, "loss", stop):
            self.assertEqual(self.train(6, "--save-every", "0")[0], 130)
        code, said = self.train(6)
        self.assertEqual(code, 0)
        self.assertIn("Going on from step 3", said)
        resumed = load(self.run / "checkpoint.pt")
        for name, value in whole["average"].items():
            self.assertTrue(torch.allclose(value.float(), resumed["average"][name].float(), atol=1e-6), name)

    def test_nan_loss_stops_with_a_sentence_and_keeps_the_checkpoint(self):
        self.train(2)
        original = train_module.loss

        def broken(*args):
            total, parts = original(*args)
            return total * float("nan"), parts

        with mock.patch.object(train_module, "loss", broken):
            code, said = self.train(100)
        self.assertEqual(code, 1)
        self.assertIn("not a number for 20 steps", said)
        self.assertEqual(load(self.run / "checkpoint.pt")["step"], 2)

    def test_full_disk_keeps_the_previous_checkpoint(self):
        path = self.folder / "c.pt"
        save(path, {"a": 1})
        with mock.patch("karyon_training.checkpoint.torch.save", side_effect=OSError(28, "No space left on device")):
            with self.assertRaisesRegex(TrainingError, "disk is full: .*c.pt"):
                save(path, {"a": 2})
        self.assertEqual(load(path)["a"], 1)
        self.assertEqual([p.name for p in self.folder.glob("*.part")], [])

    def test_damaged_checkpoint_is_named(self):
        self.run.mkdir()
        (self.run / "checkpoint.pt").write_bytes(b"broken")
        code, said = self.train(2)
        self.assertEqual(code, 1)
        self.assertIn("checkpoint.pt is damaged", said)

    def test_another_design_is_refused(self):
        self.train(1)
        code, said = self.train(2, "--widths", "4", "4")
        self.assertEqual(code, 1)
        self.assertIn("another design", said)

    def test_other_images_than_it_began_with_are_refused(self):
        self.assertEqual(self.train(1)[0], 0)
        write_pack(self.pack, list(simulated(3, 4))[::-1])
        self.assertEqual(self.train(2)[0], 0)  # in another order they are the same
        write_pack(self.pack, list(simulated(4, 4)))
        code, said = self.train(3)
        self.assertEqual(code, 1, said)
        self.assertIn("was trained on other images than", said)
        self.assertEqual(load(self.run / "checkpoint.pt")["step"], 2)

    def test_touching_class_missing_is_said(self):
        from karyon_training.collect import make_item

        labels = discs(64, [(16, 16), (46, 46)], 8)
        item = make_item(labels.astype(float), labels, name="x", source="x", group="x", fold=1, mosaic="x")
        write_pack(self.pack, [item])
        self.assertIn("border class is missing", self.train(1)[1])

    def test_five_heads_and_ablations_train(self):
        code, said = self.train(2, "--heads", "5", "--without", "dice", "stain", "optics")
        self.assertEqual(code, 0, said)
        self.assertEqual(load(self.run / "weights.pt")["record"]["without"], ["dice", "stain", "optics"])

    def test_the_share_out_of_focus_is_recorded_and_checked(self):
        code, said = self.train(1, "--blur", "0.5", "4.8")
        self.assertEqual(code, 0, said)
        self.assertEqual(load(self.run / "weights.pt")["record"]["blur"], [0.5, 4.8])
        for wrong in (("1.5", "3"), ("0.5", "30"), ("0.5", "nan")):
            code, said = self.train(2, "--blur", *wrong)
            self.assertEqual(code, 1)
            self.assertIn("--blur", said)

    def test_everything_held_out(self):
        from karyon_training.collect import make_item

        labels = discs(64, [(16, 16)], 8)
        write_pack(self.pack, [make_item(labels.astype(float), labels, name="x", source="x", group="x", fold=0, mosaic="x")])
        code, said = self.train(1)
        self.assertEqual(code, 1)
        self.assertIn("no image outside fold 0", said)


class TimeBox(unittest.TestCase):
    def test_a_long_gap_does_not_count(self):
        with mock.patch("karyon_training.clock.time.monotonic", side_effect=[0.0, 2.0, 1000.0, 1003.0]):
            clock = Clock(5)
            self.assertEqual([clock.tick(), clock.tick(), clock.tick()], [7, 8, 11])


class WholeWay(unittest.TestCase):
    def test_an_ensemble_is_exported_and_agrees_in_tiles(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            paths = []
            for seed in (1, 2):
                torch.manual_seed(seed)
                network = Network(Design(widths=[8, 8], encoder=[1, 1], decoder=[1]))
                paths.append(root / f"{seed}.pt")
                save(paths[-1], {"design": network.design.as_dict(), "average": network.state_dict(), "record": {"steps": seed}})
            both = ["--checkpoint", *map(str, paths), "--views", "0,3", "4,6", "--shares", "2", "1"]
            out = root / "pair-1"
            code, said = run("export", *both, "--out", str(out), "--tile", "256", "--fp16")
            self.assertEqual(code, 0, said)
            code, said = run("parity", *both, "--model", str(out), "--out", str(root / "parity.json"), *without_engine())
            self.assertEqual(code, 0, said)
            figures = json.loads((root / "parity.json").read_text())
            self.assertEqual(any("PyTorch from the file" in name for name in figures), engine_there())
            # A network that is not the exported one does not pass, whichever comparison sees it first.
            code, said = run("parity", "--checkpoint", str(paths[0]), str(paths[0]), *both[3:], "--model", str(out), *without_engine())
            self.assertEqual(code, 1, said)
            self.assertIn("0.001 is the most", said)
            card = (out / "card.md").read_text()
            self.assertIn("Ensemble** of 2 networks: the mean of their probabilities over 4 views, weighted.", card)
            self.assertIn("**Network 1**, views 0, 3, share 2", card)
            self.assertNotIn("confidencePower", json.loads((out / "manifest.json").read_text())["scale"])
            code, said = run("export", *both, "--out", str(out), "--tile", "256", "--scale-confidence", "4")
            self.assertEqual(code, 0, said)
            self.assertEqual(json.loads((out / "manifest.json").read_text())["scale"]["confidencePower"], 4)
            for wrong in ("-1", "nan", "17"):
                code, said = run("export", *both, "--out", str(out), "--tile", "256", "--scale-confidence", wrong)
                self.assertEqual(code, 1, said)
                self.assertIn("is not a power of 0 to 16", said)
            for wrong in (["2"], ["2", "nan"], ["2", "inf"], ["2", "0"]):
                code, said = run("export", *both[:-3], "--shares", *wrong, "--out", str(out), "--tile", "256")
                self.assertEqual(code, 1, said)
                self.assertIn("one for each of 2 networks", said)
            code, said = run("rank", "--model", str(paths[0]), "--dsb2018", str(root / "nowhere"), "--out", str(root / "rank"))
            self.assertEqual(code, 1, said)
            self.assertIn("nowhere is not the dsb2018 folder", said)
            rng = np.random.default_rng(1)
            trees = fit(rng.random((200, len(NAMES))), rng.random(200), trees=3, depth=2).as_dict(NAMES)
            (root / "own.json").write_text(json.dumps(trees | {"levels": [[0.5, 0.5]], "zooms": [1.0], "leastPredictedIoU": 0.5}))
            code, said = run("export", *both, "--out", str(out), "--tile", "256", "--ranker", str(root / "own.json"), "--measured", "fold 0=0.61")
            self.assertEqual(code, 0, said)
            facts = json.loads((out / "manifest.json").read_text())
            self.assertEqual(facts["measured"], [{"data": "fold 0", "S": 0.61}])
            code, said = run("export", *both, "--out", str(out), "--tile", "256", "--measured", "fold 0=61 %")
            self.assertEqual(code, 1, said)
            self.assertIn("must name data and S", said)
            ranking = facts["ranking"]
            code, said = run("export", *both, "--out", str(out), "--tile", "256", "--ranker", str(root / "own.json"))
            self.assertEqual(ranking["levels"], [[0.5, 0.5]])
            self.assertEqual(ranking["sha256"], hashlib.sha256((out / "ranker.json").read_bytes()).hexdigest())
            small = {"levels": [[0.5, 0.5]], "zooms": [1.0], "leastPredictedIoU": 0.5, "fragments": {"belowAreaRatio": 0.1, "leastPredictedIoU": 0.25}}
            (root / "small.json").write_text(json.dumps(trees | small))
            code, said = run("export", *both, "--out", str(out), "--tile", "256", "--ranker", str(root / "small.json"))
            self.assertEqual(code, 0, said)
            self.assertEqual(json.loads((out / "manifest.json").read_text())["ranking"]["fragments"], small["fragments"])
            placed = {"positions": {"positionSigmaPx": 1.5, "slopeThreshold": -0.03}, "levels": [[0.5, 0.5]], "zooms": [1.0], "leastPredictedIoU": 0.5}
            (root / "placed.json").write_text(json.dumps(trees | placed))
            code, said = run("export", *both, "--out", str(out), "--ranker", str(root / "placed.json"))
            self.assertEqual(code, 1, said)
            self.assertIn("none of the checkpoints was trained with --heads 5", said)
            network = Network(Design(widths=[8, 6, 6], encoder=[1, 1, 1], decoder=[1, 1], stem=1, heads=5))
            save(root / "5.pt", {"design": network.design.as_dict(), "average": network.state_dict(), "record": {}})
            mixed = ["--checkpoint", str(paths[0]), str(root / "5.pt"), "--views", "1", "6"]
            code, said = run("export", *mixed, "--out", str(root / "mixed"), "--tile", "256", "--ranker", str(root / "placed.json"))
            self.assertEqual(code, 0, said)
            facts = json.loads((root / "mixed" / "manifest.json").read_text())
            self.assertEqual(facts["outputs"][0]["channels"][3:], ["offsetY", "offsetX"])
            self.assertEqual(facts["ranking"]["positions"]["slopeThreshold"], -0.03)
            code, said = run("parity", *mixed, "--model", str(root / "mixed"), *without_engine())
            self.assertEqual(code, 0, said)
            (root / "own.json").write_text(json.dumps(trees | {"featureNames": ["a"]}))
            code, said = run("export", *both, "--out", str(out), "--ranker", str(root / "own.json"))
            self.assertEqual(code, 1, said)
            self.assertIn("other features", said)
            code, said = run("export", *both[:-4], "--out", str(out))
            self.assertEqual(code, 1, said)
            self.assertIn("must name views 0 to 7 for each of 2 networks", said)

    def test_two_models_are_joined_into_one_with_a_specialist(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            trees = fit(np.random.default_rng(1).random((200, len(NAMES))), np.random.default_rng(2).random(200), trees=3, depth=2).as_dict(NAMES)
            used = {"levels": [[0.5, 0.5]], "zooms": [1.0], "leastPredictedIoU": 0.5}
            for name, widths, least in (("general", [8, 8], 0.5), ("special", [8, 8, 8], 0.4)):
                network = Network(Design(widths=widths, encoder=[1] * len(widths), decoder=[1] * (len(widths) - 1)))
                save(root / f"{name}.pt", {"design": network.design.as_dict(), "average": network.state_dict(), "record": {}})
                (root / f"{name}.json").write_text(json.dumps(trees | used | {"leastPredictedIoU": least}))
                code, said = run("export", "--checkpoint", str(root / f"{name}.pt"), "--ranker", str(root / f"{name}.json"), "--out", str(root / name), "--tile", "320")
                self.assertEqual(code, 0, said)
            facts = json.loads((root / "general" / "manifest.json").read_text())
            (root / "general" / "manifest.json").write_text(json.dumps(facts | {"measured": [{"data": "fold 0", "S": 0.61}]}))
            pair = ["--model", str(root / "general"), "--specialist", str(root / "special"), "--out", str(root / "both-1")]
            code, said = run("specialise", *pair, "--title", "Both", "--measured", "fold 0=0.65")
            self.assertEqual(code, 0, said)
            facts, general, special = (json.loads((root / name / "manifest.json").read_text()) for name in ("both-1", "general", "special"))
            self.assertEqual((facts["name"], facts["title"], facts["measured"][0]["S"]), ("both-1", "Both", 0.65))
            self.assertEqual(facts["tile"]["halo"], max(general["tile"]["halo"], special["tile"]["halo"]))
            self.assertGreater(special["tile"]["halo"], general["tile"]["halo"])
            own = facts["specialist"]
            self.assertEqual((own["look"], own["ranking"]["leastPredictedIoU"], facts["ranking"]["leastPredictedIoU"]), ("fluorescent", 0.4, 0.5))
            for name, sha256 in (("model.onnx", facts["sha256"]), ("ranker.json", facts["ranking"]["sha256"]), (own["file"], own["sha256"]), (own["ranking"]["file"], own["ranking"]["sha256"])):
                self.assertEqual(hashlib.sha256((root / "both-1" / name).read_bytes()).hexdigest(), sha256, name)
            self.assertIn("## For fluorescent images", (root / "both-1" / "card.md").read_text())
            for change, sentence in (({"outputs": []}, "another outputs"), ({"specialist": {}}, "has a specialist already"), ({"decoder": {"kind": "relative-position"}}, "decodes relative positions")):
                (root / "special" / "manifest.json").write_text(json.dumps(special | change))
                code, said = run("specialise", *pair)
                self.assertEqual(code, 1, said)
                self.assertIn(sentence, said)
            (root / "special" / "manifest.json").write_text(json.dumps(special))
            code, said = run("specialise", *pair)
            self.assertEqual(code, 0, said)
            self.assertNotIn("measured", json.loads((root / "both-1" / "manifest.json").read_text()))  # without --measured it claims nothing
            code, said = run("specialise", *pair[:4], "--out", str(root / "general"))
            self.assertEqual(code, 1, said)
            self.assertIn("models do not change", said)
            (root / "special" / "manifest.json").write_text(json.dumps(special | {"tile": {"size": 256, "halo": 128}}))
            code, said = run("specialise", *pair)
            self.assertEqual(code, 1, said)
            self.assertIn("too small for both networks", said)
            (root / "special" / "manifest.json").write_text(json.dumps(special))
            (root / "special" / "ranker.json").unlink()
            code, said = run("specialise", *pair)
            self.assertEqual(code, 1, said)
            self.assertIn("special has no ranker.json", said)
            (root / "special" / "manifest.json").unlink()
            code, said = run("specialise", *pair)
            self.assertEqual(code, 1, said)
            self.assertIn("must be what export wrote", said)

    def test_retrain_from_a_folder_then_export_and_parity(self):
        folder, out = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp()) / "own"
        write_folder(folder, 6, side=64)
        small = copy.copy(train_module.Design)
        with mock.patch.object(train_module, "Design", lambda **kw: small(**(kw or {"widths": [8, 8], "encoder": [1, 1], "decoder": [1]}))):
            code, said = run("retrain", str(folder), "--out", str(out), "--steps", "3", "--simulated", "0")
        self.assertEqual(code, 0, said)
        self.assertIn("onnxruntime against tiles", said)
        facts = json.loads((out / "manifest.json").read_text())
        self.assertEqual(facts["name"], "own")
        self.assertEqual(facts["outputs"][0]["channels"], ["body", "touchingBorder", "distance"])
        self.assertIn("Fold 0 was held out", (out / "card.md").read_text())
        # From a network of any design, also one whose finest level is at full resolution.
        start = Network(Design(widths=[4, 6], encoder=[1, 0], decoder=[1], stem=1))
        save(folder / "start.pt", {"design": start.design.as_dict(), "average": start.state_dict(), "record": {}})
        code, said = run("retrain", str(folder), "--out", str(out.with_name("on")), "--steps", "2", "--simulated", "0", "--from", str(folder / "start.pt"))
        self.assertEqual(code, 0, said)
        self.assertIn("factor 1), widths 4-6", (out.with_name("on") / "card.md").read_text())
        torch.save({"weights": 1}, folder / "other.pt")
        (folder / "text.pt").write_text("no network")
        for name in ("other.pt", "text.pt"):
            code, said = run("retrain", str(folder), "--out", str(out.with_name("on")), "--steps", "2", "--simulated", "0", "--from", str(folder / name))
            self.assertEqual(code, 1, said)
            self.assertRegex(said, f"{name} is (damaged, or )?(not a|no) checkpoint of this program")

    def test_foreign_models_are_refused_with_a_sentence(self):
        folder = Path(tempfile.mkdtemp())

        def write(name, channels=3, side="h", opset=17, location=None, kind=onnx.TensorProto.FLOAT):
            dims = [1, channels, side, side]
            nodes = [onnx.helper.make_node("Identity", ["image"], ["maps"])]
            value = [onnx.helper.make_tensor_value_info(n, kind, dims) for n in ("image", "maps")]
            graph = onnx.helper.make_graph(nodes, "g", value[:1], value[1:])
            if location:
                tensor = onnx.TensorProto(name="w", data_type=1, dims=[1], data_location=onnx.TensorProto.EXTERNAL)
                tensor.external_data.add(key="location", value=location)
                graph.initializer.append(tensor)
            path = folder / name
            path.write_bytes(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", opset)]).SerializeToString())
            return path

        check_model(write("good.onnx"))
        for arguments, words in (
            ({"channels": 1}, "N×3×H×W is expected"),
            ({"side": 256}, "must be dynamic"),
            ({"opset": 8}, "opset 8"),
            ({"kind": onnx.TensorProto.FLOAT16}, "image is FLOAT16; float32 is run"),
            ({"location": "../../w.bin"}, "outside its own folder"),
        ):
            with self.assertRaisesRegex(TrainingError, words):
                check_model(write("bad.onnx", **arguments))
        (folder / "text.onnx").write_text("hello")
        with self.assertRaisesRegex(TrainingError, "text.onnx is not an ONNX model"):
            check_model(folder / "text.onnx")


if __name__ == "__main__":
    unittest.main()
