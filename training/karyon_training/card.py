"""card.md: what a model was made from and what it reached, written from the records and not from memory."""

from __future__ import annotations

from .network import Network, parameter_count, receptive_radius
from .validate import table


def design_lines(network: Network, record: dict) -> list[str]:
    """How one network is built and how it was trained."""
    design = network.design
    groups = ", ".join(f"{name} {count}" for name, count in sorted(record.get("groups", {}).items()))
    held = record.get("hold_out", [])
    folds = [fold for fold in (held if isinstance(held, list) else [held]) if fold >= 0]  # older records have a number
    held_text = (
        f"Fold{'s' * (len(folds) > 1)} {' and '.join(map(str, folds))} {'were' if len(folds) > 1 else 'was'} held out and never trained on."
        if folds
        else "Nothing was held out: figures below are not from unseen images."
    )
    return [
        f"- **Design**: residual encoder–decoder, pixel-unshuffle stem (factor {design.stem}), widths "
        f"{'-'.join(map(str, design.widths))}, blocks {design.encoder} down and {design.decoder} up, {design.heads} heads, "
        f"{parameter_count(network) / 1e6:.2f} M parameters; no operation looks beyond {receptive_radius(design)} px, "
        "so tiles agree with the whole image.",
        f"- **Training data**: {groups} images. {held_text}",
        *training_lines(record),
    ]


def training_lines(record: dict) -> list[str]:
    """One run, or the runs whose weights were averaged."""
    if "mean_of" in record:
        left = ", ".join(record.get("blocks_left_out", []))
        runs = [
            line.replace("- **Training**", f"  - **Share {part.get('share', '?'):g}**", 1) if line.startswith("- ") else "  " + line
            for part in record["mean_of"]
            for line in training_lines(part)
        ]
        return [f"- **Training**: mean of the weights of {len(record['mean_of'])} networks{f', without the residual blocks {left}' if left else ''}:", *runs]
    return [
        f"- **Training**: {record.get('steps', '?')} steps of {record.get('batch', '?')} crops of {record.get('side', '?')}² px, "
        f"{record.get('worked_minutes', '?')} min on {record.get('hardware', '?')}, {record.get('optimiser', '?')} "
        f"(peak rate {record.get('rate', '?')}), started from {record.get('started_from', '?')}, seed {record.get('seed', '?')}, "
        f"torch {record.get('torch', '?')}. Running average of the weights."
    ]


def write_card(
    manifest: dict, members: list[tuple[Network, dict]], views: list[list[int]], shares: list[float] | None, figures: dict, ranking: dict, size: int
) -> str:
    """The card's Markdown; `members`: networks with their training records; `figures` and `ranking` are the JSON of
    `validate` and `rank`, or empty."""
    if views == [[0]]:
        built = design_lines(*members[0])
    else:
        built = [f"- **Ensemble** of {len(members)} networks: the mean of their probabilities over {sum(map(len, views))} views{', weighted' if shares else ''}."]
        for number, (member, seen, share) in enumerate(zip(members, views, shares or [None] * len(members), strict=True), 1):
            weight = "" if share is None else f", share {share:g}"
            built += [f"- **Network {number}**, views {', '.join(map(str, seen))}{weight}", *("  " + line for line in design_lines(*member))]
    lines = [
        f"# {manifest['name']} {manifest['version']}",
        "",
        *built,
        "- **Input**: N×3×H×W float32 in [0,1], H and W multiples of 32; whole-image percentiles "
        f"{manifest['normalise']['percentiles'][0]} and {manifest['normalise']['percentiles'][1]} over all channels; gray repeated.",
        "- **Output** `maps`, probabilities: body, border between touching nuclei, distance to the nucleus's boundary over its maximum.",
        "- **Decoder**: " + ", ".join(f"{k} {v}" for k, v in manifest["decoder"].items()) + ".",
        f"- **File**: {size / 2**20:.2f} MiB, sha256 `{manifest['sha256']}`.",
    ]
    for name, rows in figures.items():
        if isinstance(rows, dict) and "all" in rows:
            lines += ["", f"## {name}, Python reference decoder, macro over images", "", table(rows)]
    if "robustness" in figures:
        images = figures.get("robustness images", "all")
        lines += ["", f"## Robustness, {images} images of the held-out fold", "", "| disturbance | S | share of clean |", "|---|---|---|"]
        lines += [f"| {name} | {row['S']:.3f} | {row['share']:.2f} |" for name, row in figures["robustness"].items()]
    if ranking:
        plain = ranking["plain confidence"]
        lines += [
            "",
            "## Confidence",
            "",
            "How decided a nucleus's pixels are, times how well its shape agrees with the predicted distance, calibrated on the held-out fold to predict its IoU. "
            "Cross-fitted by mosaic: "
            f"Spearman with the true IoU {plain['spearman']:.2f}, calibration error {plain['calibration error']:.3f}.",
            "",
            "| raw confidence | predicted IoU |",
            "|---|---|",
            *(f"| {x:.3f} | {y:.2f} |" for x, y in ranking["calibration"]),
        ]
    return "\n".join(lines) + "\n"
