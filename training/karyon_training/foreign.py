"""Whether an ONNX file keeps the contract the engine runs: refused with a sentence that says what is wrong."""

from __future__ import annotations

from pathlib import Path

import onnx

from .errors import TrainingError

OLDEST_OPSET, NEWEST_OPSET = 11, 21


def check_model(path: Path) -> onnx.ModelProto:
    """Loads the model without its external data and checks opset, input, output, dynamic sides and data paths."""
    try:
        model = onnx.load(path, load_external_data=False)
    except Exception as error:  # protobuf raises its own errors, one per version
        raise TrainingError(f"{path} is not an ONNX model ({type(error).__name__}).") from error
    opset = max((o.version for o in model.opset_import if o.domain in ("", "ai.onnx")), default=0)
    if not OLDEST_OPSET <= opset <= NEWEST_OPSET:
        raise TrainingError(f"{path} uses opset {opset}; {OLDEST_OPSET} to {NEWEST_OPSET} can be run. Export it again with opset 17.")
    for tensor in model.graph.initializer:
        for item in tensor.external_data:
            if item.key == "location" and not _inside(path, item.value):
                raise TrainingError(f"{path} keeps weights in {item.value}, outside its own folder; that is refused.")
    initialisers = {t.name for t in model.graph.initializer}
    inputs = [i for i in model.graph.input if i.name not in initialisers]
    if len(inputs) != 1:
        raise TrainingError(f"{path} has {len(inputs)} inputs; one image is expected.")
    for value in [*inputs, *model.graph.output[:1]]:
        kind = value.type.tensor_type.elem_type
        if kind not in (onnx.TensorProto.UNDEFINED, onnx.TensorProto.FLOAT):
            raise TrainingError(f"{path}: {value.name} is {onnx.TensorProto.DataType.Name(kind)}; float32 is run.")
    shape = _shape(inputs[0])
    if len(shape) != 4 or shape[1] != 3:
        raise TrainingError(f"{path} takes {shape}; N×3×H×W is expected.")
    if isinstance(shape[2], int) or isinstance(shape[3], int):
        raise TrainingError(f"{path} takes images of {shape[3]}×{shape[2]} px only; height and width must be dynamic to tile.")
    if not model.graph.output:
        raise TrainingError(f"{path} has no output.")
    out = _shape(model.graph.output[0])
    if len(out) == 4 and isinstance(out[1], int) and out[1] < 3:
        raise TrainingError(f"{path} gives {out[1]} maps; body, touchingBorder and distance are needed.")
    return model


def _inside(path: Path, location: str) -> bool:
    folder = path.resolve().parent
    return (folder / location).resolve().is_relative_to(folder)


def _shape(value) -> list[int | str]:
    """Sizes as numbers, dynamic ones as their names."""
    return [d.dim_value if d.HasField("dim_value") else d.dim_param or "?" for d in value.type.tensor_type.shape.dim]
