"""Eight-bit weights in an ONNX file that computes in float32."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import onnx

# Values in a kernel; smaller ones are not worth the rounding.
SMALLEST_QUANTISED = 2**16


def eight_bits(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """outputs × … float32 → (int8 of the same shape, float32 scale outputs×1×…): kernel ≈ int8 · scale, to half a
    127th of each output channel's largest weight."""
    largest = np.abs(kernel).max(axis=tuple(range(1, kernel.ndim)), keepdims=True)
    scale = (np.maximum(largest, 1e-12) / 127).astype(np.float32)
    return np.rint(kernel / scale).astype(np.int8), scale


def is_quantised(kernel: np.ndarray) -> bool:
    return kernel.ndim == 4 and kernel.size >= SMALLEST_QUANTISED


def quantise_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Stores every large float32 kernel as int8, followed by a Cast to float32 and a Mul by its channels' scales.

    The runtime folds both when it loads the model, so speed is that of float32 and the file is a quarter of the size.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    graph = model.graph
    nodes = []
    for tensor in list(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or not is_quantised(values := numpy_helper.to_array(tensor)):
            continue
        stored, scale = eight_bits(values)
        name, plain, scales = f"{tensor.name}.int8", f"{tensor.name}.unscaled", f"{tensor.name}.scale"
        graph.initializer.remove(tensor)
        graph.initializer.extend([numpy_helper.from_array(stored, name), numpy_helper.from_array(scale, scales)])
        nodes.append(helper.make_node("Cast", [name], [plain], to=TensorProto.FLOAT, name=f"{tensor.name}.cast"))
        nodes.append(helper.make_node("Mul", [plain, scales], [tensor.name], name=f"{tensor.name}.mul"))
    nodes += list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model
