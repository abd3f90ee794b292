"""Writes io-tiff.json: tiny TIFF files in compressions the tests cannot write themselves, with the values that
tifffile (with imagecodecs) or Pillow reads from them. Run: python3 test/golden/io-tiff.py
"""
import base64
import io
import json
import pathlib

import numpy as np
import tifffile
from PIL import Image, TiffImagePlugin

rng = np.random.default_rng(20)
H, W = 14, 23


def field(dtype, samples=0):
    shape = (H, W) + ((samples,) if samples else ())
    walk = np.cumsum(rng.integers(-9, 13, shape), axis=1)
    if np.dtype(dtype).kind == "f":
        return (walk / 16).astype(dtype)
    top = np.iinfo(dtype).max
    return (np.abs(walk) * (top // 400 + 1)).astype(dtype)


def smooth(samples):
    y, x = np.mgrid[0:40, 0:56]
    planes = [120 + 90 * np.sin(x / (7 + s)) * np.cos(y / (9 - s)) for s in range(samples)]
    return np.stack(planes, -1).astype("u1") if samples > 1 else planes[0].astype("u1")


entries = []


def add(name, data, values, note=""):
    values = np.asarray(values)
    if values.dtype == bool:
        values = values.astype("u1")
    entries.append(
        {
            "name": name,
            "file": base64.b64encode(data).decode(),
            "shape": list(values.shape),
            "values": [float(v) if values.dtype.kind == "f" else int(v) for v in values.ravel()],
        }
    )


def tiff(name, array, **options):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, array, metadata=None, **options)
    add(name, buffer.getvalue(), tifffile.imread(io.BytesIO(buffer.getvalue())))


def pillow(name, image, read=None, **options):
    buffer = io.BytesIO()
    image.save(buffer, "TIFF", **options)
    add(name, buffer.getvalue(), np.asarray(Image.open(io.BytesIO(buffer.getvalue()))) if read is None else read)


for codec in ("zstd", "lzma", "lzw", "deflate", "packbits"):
    tiff(f"{codec} uint16", field("u2"), compression=codec, rowsperstrip=5)
for codec in ("zstd", "lzma", "lzw"):
    tiff(f"{codec} uint16 predictor big-endian", field("u2"), compression=codec, predictor=2, byteorder=">")
    tiff(f"{codec} float32 predictor", field("f4"), compression=codec, predictor=3, tile=(16, 16))
    tiff(f"{codec} RGB", field("u1", 3), compression=codec, predictor=2, photometric="rgb")
tiff("zstd float64 predictor", field("f8"), compression="zstd", predictor=3)
tiff("deflate float16 predictor", field("f2"), compression="deflate", predictor=3)
tiff("long LZW", np.tile(rng.integers(0, 60000, (150, 80)).astype("u2"), (1, 2)), compression="lzw", rowsperstrip=150)
entries[-1]["values"] = entries[-1]["values"][:2000]
tiff("jpeg gray", smooth(1), compression="jpeg")
tiff("jpeg RGB stored as RGB", smooth(3), compression="jpeg", compressionargs={"outcolorspace": "rgb"}, photometric="rgb")
for name, options in (("4:2:0", {}), ("tables", {"quality": 60})):
    pillow(f"jpeg YCbCr {name}", Image.fromarray(smooth(3)), compression="jpeg", **options)
tiff("webp lossless", smooth(3), compression="webp", compressionargs={"lossless": True}, photometric="rgb")

bits = (np.cumsum(rng.integers(-1, 2, (24, 150)), 1) // 2) % 2 == 0
bits[5] = True
bits[6] = False
page = Image.fromarray(bits)
for codec in ("group4", "tiff_ccitt"):
    pillow(f"ccitt {codec}", page, read=bits, compression=codec)
for options, name in ((0, "1-D"), (1, "2-D"), (4, "1-D aligned"), (5, "2-D aligned")):
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[292] = options
    pillow(f"ccitt group3 {name}", page, read=bits, compression="group3", tiffinfo=info)

path = pathlib.Path(__file__).with_name("io-tiff.json")
path.write_text("[\n" + ",\n".join(json.dumps(e, separators=(",", ":")) for e in entries) + "\n]\n")
print(len(entries), "files,", path.stat().st_size, "bytes")
