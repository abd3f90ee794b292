"""`train`: resumable, time-boxed training of one network."""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import os
import platform
import sys
import time
from pathlib import Path

import numpy as np
import torch

from . import augment, losses
from .atlas import Atlas
from .batches import Batches
from .checkpoint import load, save
from .clock import Clock
from .ema import Average
from .errors import TrainingError, writing
from .losses import loss
from .muon import make_optimiser
from .network import Design, Network, parameter_count
from .pack import read_pack
from .sampler import SPREAD, TARGET, WIDE_SHARE

PATIENCE = 20  # steps with a non-finite loss in a row before giving up
PARTS = ("body", "border", "dice", "distance", "offset")
COLUMNS = ("step", "minutes", "rate", "loss", *PARTS, "skipped")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True, help="folder of this run; started again, it goes on")
    parser.add_argument("--minutes", type=float, default=60, help="time box in all, over every restart; 0 writes the start itself")
    parser.add_argument("--steps", type=int, help="number of steps instead of a time box: exactly repeatable")
    parser.add_argument("--hold-out", type=int, nargs="+", default=[0], help="folds that are never trained on; −1 holds nothing out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--side", type=int, default=192, help="crop side in px")
    parser.add_argument("--target", type=float, default=TARGET, help="px per nucleus diameter that the network is to see; give validate and export the same")
    parser.add_argument("--widths", type=int, nargs="+", default=Design().widths)
    parser.add_argument("--stem", type=int, choices=(1, 2), default=Design().stem, help="stride of the finest level")
    parser.add_argument("--encoder", type=int, nargs="+", default=Design().encoder)
    parser.add_argument("--decoder", type=int, nargs="+", default=Design().decoder)
    parser.add_argument("--heads", type=int, choices=(3, 5), default=3, help="5 adds the offsets from each nucleus's centre")
    parser.add_argument("--without", nargs="*", choices=augment.PARTS + losses.PARTS, default=[], help="for ablations")
    parser.add_argument("--blur", type=float, nargs=2, metavar=("SHARE", "MOST"), default=augment.BLUR, help="share of crops out of focus, 0…1, and their largest σ in network px")
    parser.add_argument("--clean", type=float, default=0.0, help="share of crops that keep their image's own look, 0…1")
    parser.add_argument("--spread", type=float, default=SPREAD, help="standard deviation of the logarithm of the crops' scale")
    parser.add_argument("--wide", type=float, default=WIDE_SHARE, help="share of crops of small fluorescent nuclei that were drawn wide, 0…0.4")
    parser.add_argument("--looks", type=look_share, nargs="+", metavar="LOOK=SHARE", help="train on these looks only, for a specialist: shares of crops; --wide then says nothing")
    parser.add_argument("--optimiser", choices=("muon", "adamw"), default="muon")
    parser.add_argument("--rate", type=float, help="peak learning rate; default .01 for muon, .002 for adamw")
    parser.add_argument("--average", type=float, default=0.998, help="decay of the weights' running average")
    parser.add_argument("--from", dest="start", type=Path, help="checkpoint whose averaged weights to start from")
    parser.add_argument("--save-every", type=float, default=5, help="minutes between checkpoints")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--precision", choices=("auto", "bf16", "fp32"), default="auto")


def look_share(text: str) -> tuple[str, float]:
    """"small fluorescent=0.8" → ("small fluorescent", 0.8)."""
    look, _, share = text.rpartition("=")
    try:
        right = look != "" and 0 < float(share) < math.inf
    except ValueError:
        right = False
    if not right:
        raise argparse.ArgumentTypeError(f'{text} is not a look and its share above 0, such as "small fluorescent=0.8".')
    return look, float(share)


def rate_at(progress: float) -> float:
    """Fraction of the peak rate at `progress` 0…1: 3 % warm-up, then half a cosine to 1 %."""
    if progress < 0.03:
        return max(0.02, progress / 0.03)
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - 0.03) / 0.97)))


def names_hash(items) -> str:
    """Tells sets of images apart, in whatever order: the beginning of the SHA-256 of their sources and names."""
    names = sorted(f"{item.entry.source}/{item.entry.name}" for item in items)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def training_items(pack: Path, hold_out: list[int]):
    """The pack's items without the held-out folds; refuses what cannot be learned from."""
    items = [item for item in read_pack(pack) if item.entry.fold not in hold_out or item.entry.fold < 0]
    if not items:
        raise TrainingError(f"{pack} holds no image outside fold {' and '.join(map(str, hold_out))}; nothing is left to train on.")
    if not any(item.entry.nuclei for item in items):
        raise TrainingError(f"No image of {pack} has a nucleus; there is nothing to learn.")
    if not any(((a := item.labels)[:, 1:] != a[:, :-1])[(a[:, 1:] > 0) & (a[:, :-1] > 0)].any() for item in items):
        print(
            f"No two nuclei touch in {pack}: the border class is missing and touching nuclei will not be parted well.",
            file=sys.stderr,
        )
    return items


def start_from(network: Network, path: Path) -> None:
    """Takes over the averaged weights of a checkpoint; a larger network starts as the same function.

    Wider layers take the old weights as their first rows and columns; what is new in a row is random, what old rows
    would read from new columns starts at zero, and so does the output of new residual blocks (after Chen et al.,
    Net2Net, ICLR 2016). New heads start random, and heads that this network has not are left out.
    """
    state, saved = network.state_dict(), load(path)
    design = saved["design"]
    old = {name: values[: len(state[name])] if name.startswith("head.") else values for name, values in saved["average"].items()}
    same = design["stem"] == network.design.stem and len(design["widths"]) == len(network.design.widths)
    if not same or any(name not in state or _larger(values.shape, state[name].shape) for name, values in old.items()):
        raise TrainingError(f"{path} has another design than this network, or a larger one; give the same --stem and number of levels, and the same --widths, --encoder and --decoder or larger ones.")
    for name, values in old.items():
        corner = tuple(slice(n) for n in values.shape)
        if values.dim() > 1:
            state[name][: len(values)] = 0
        state[name][corner] = values.to(state[name].dtype)
    for name in state:
        if name not in old and name.endswith(".two.1.weight"):
            state[name].zero_()
    network.load_state_dict(state)


def _larger(one: torch.Size, other: torch.Size) -> bool:
    """Whether a tensor of the size `one` has no place in the corner of one of the size `other`."""
    return len(one) != len(other) or any(a > b for a, b in zip(one, other))


def train(args: argparse.Namespace) -> Path:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    device = torch.device(args.device)
    if device.type == "cuda":
        torch.backends.cudnn.benchmark = True
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    design = Design(widths=args.widths, encoder=args.encoder, decoder=args.decoder, stem=args.stem, heads=args.heads)
    if not len(design.widths) == len(design.encoder) == len(design.decoder) + 1:
        raise TrainingError("--widths and --encoder need one number per level, --decoder one fewer.")
    if args.side % design.multiple or args.side % 8:
        raise TrainingError(f"--side {args.side} is not a multiple of {design.multiple} and 8.")
    if not 0 <= args.blur[0] <= 1 or not 0.4 <= args.blur[1] <= args.side / 3 - 1:
        raise TrainingError(f"--blur {args.blur[0]:g} {args.blur[1]:g} is not a share of 0…1 and a largest σ from 0.4 px to a third of --side.")
    if not 0 <= args.clean <= 1:
        raise TrainingError(f"--clean {args.clean:g} is not a share of 0…1.")
    if args.spread < 0:
        raise TrainingError(f"--spread {args.spread:g} is below 0.")
    if not 0 <= args.wide <= 0.4:
        raise TrainingError(f"--wide {args.wide:g} is not a share of 0…0.4.")
    checkpoint = args.run / "checkpoint.pt"
    half = args.precision == "bf16" or (args.precision == "auto" and device.type == "cuda")
    network = Network(design).to(device, memory_format=torch.channels_last)
    if args.start:
        start_from(network, args.start)
    peak = args.rate or (0.01 if args.optimiser == "muon" else 0.002)
    optimiser = make_optimiser(network, args.optimiser, peak, half)
    average = Average(network, args.average)
    step, skipped, worked, begun_on = 0, 0, 0.0, None
    if checkpoint.exists():
        state = load(checkpoint, device)
        if state["design"] != design.as_dict() or state["seed"] != args.seed:
            raise TrainingError(f"{checkpoint} was trained with another design or seed. Choose another --run folder.")
        network.load_state_dict(state["network"])
        average.network.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        average.count, step, skipped, worked = state["count"], state["step"], state["skipped"], state["worked"]
        begun_on = state["record"].get("trained_on")  # earlier records do not say
        print(f"Going on from step {step}, {worked / 60:.1f} min.", flush=True)
    items = training_items(args.pack, args.hold_out)
    trained_on = names_hash(items)
    if begun_on not in (None, trained_on):
        raise TrainingError(
            f"{checkpoint} was trained on other images than {args.pack} now gives: some that are held out now may have been learned from, "
            "and its figures would be too good. Give the images it began with, or begin anew in another folder (train: --run; retrain: --work)."
        )
    groups: dict[str, int] = {}
    for item in items:
        groups[item.entry.group] = groups.get(item.entry.group, 0) + 1
    looks = dict(args.looks) if args.looks else None
    batches = Batches(Atlas(items, device), args.seed, args.batch, args.side, args.without, args.target, tuple(args.blur), args.clean, args.spread, args.wide, looks)
    del items
    print(f"{parameter_count(network) / 1e6:.2f} M parameters, {sum(groups.values())} images, {device}, {'bf16' if half else 'fp32'}.", flush=True)
    record = {
        "hold_out": args.hold_out, "trained_on": trained_on, "groups": groups, "seed": args.seed, "batch": args.batch, "side": args.side,
        "target": args.target, "optimiser": args.optimiser, "without": args.without, "blur": list(args.blur), "clean": args.clean, "spread": args.spread, "wide": args.wide, "looks": looks, "rate": peak, "pack": args.pack.name, "minutes": args.minutes,
        "started_from": "/".join(args.start.parts[-2:]) if args.start else "scratch", "torch": str(torch.__version__),
        "hardware": torch.cuda.get_device_name() if device.type == "cuda" else f"{args.threads} CPU thread{'s' * (args.threads > 1)} ({platform.machine()})",
    }

    def write_checkpoint(path: Path = checkpoint) -> None:
        record.update(steps=step, worked_minutes=round(clock.worked / 60, 2))
        save(path, {
            "design": design.as_dict(), "seed": args.seed, "network": network.state_dict(),
            "average": average.network.state_dict(), "optimiser": optimiser.state_dict(), "count": average.count,
            "step": step, "skipped": skipped, "worked": clock.worked, "record": record,
        })

        # What inference and a later --from need, small enough to keep: averaged weights in half precision.
        halves = {k: v.half() if v.is_floating_point() else v for k, v in average.network.state_dict().items()}
        save(path.with_name("weights.pt"), {"design": design.as_dict(), "average": halves, "record": record})

    clock, bad, since_save = Clock(worked), 0, time.monotonic()
    sums, counted = np.zeros(1 + len(PARTS)), 0
    with writing(args.run / "log.csv"):
        args.run.mkdir(parents=True, exist_ok=True)
        log = open(args.run / "log.csv", "a", newline="")
    rows = csv.writer(log)
    if log.tell() == 0:
        rows.writerow(COLUMNS)
    while True:
        progress = step / args.steps if args.steps else clock.worked / (60 * args.minutes) if args.minutes else 1
        if progress >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = peak * rate_at(progress)
        batch = batches[step]
        network.train()
        with torch.autocast(device.type, torch.bfloat16, enabled=half):
            logits = network(batch.image.to(memory_format=torch.channels_last))
        total, parts = loss(logits.float(), batch, args.without)
        step += 1
        value = total.item()
        if not math.isfinite(value):
            bad, skipped = bad + 1, skipped + 1
            if bad >= PATIENCE:
                raise TrainingError(
                    f"The loss was not a number for {PATIENCE} steps in a row (step {step} of {args.run}). "
                    f"{checkpoint} is from before; start again from it with a smaller --rate."
                )
            clock.tick()
            continue
        optimiser.zero_grad(set_to_none=True)
        total.backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        if not torch.isfinite(norm):
            bad, skipped = bad + 1, skipped + 1
            if bad >= PATIENCE:
                raise TrainingError(f"The gradients were not numbers for {PATIENCE} steps in a row (step {step} of {args.run}).")
            clock.tick()
            continue
        bad = 0
        optimiser.step()
        average.update(network)
        sums += [value, *(parts[k].item() if k in parts else 0.0 for k in PARTS)]
        counted += 1
        clock.tick()
        if counted == 50:
            with writing(args.run / "log.csv"):
                rows.writerow([step, f"{clock.worked / 60:.2f}", f"{optimiser.param_groups[0]['lr']:.5f}", *(f"{v:.4f}" for v in sums / counted), skipped])
                log.flush()
            print(f"step {step}  {clock.worked / 60:.1f} min  loss {sums[0] / counted:.4f}", flush=True)
            sums, counted = np.zeros(1 + len(PARTS)), 0
        if time.monotonic() - since_save > 60 * args.save_every:
            write_checkpoint()
            since_save = time.monotonic()
    write_checkpoint()
    log.close()
    print(f"{step} steps in {clock.worked / 60:.1f} min; {checkpoint}", flush=True)
    return checkpoint
