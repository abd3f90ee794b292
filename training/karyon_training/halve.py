"""Half-precision weights in an ONNX file that computes in float32."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import onnx

SMALLEST_HALVED = 64  # values in a tensor; fewer stay float32


def halve_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Stores every float32 initialiser of at least SMALLEST_HALVED values, but the scales of 8-bit ones, as fp16 followed by a Cast to float32.

    The runtime folds the casts when it loads the model, so speed is that of float32 and the file is half the size.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    graph = model.graph
    casts = []
    for tensor in list(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < SMALLEST_HALVED or tensor.name.endswith(".scale"):
            continue
        name = f"{tensor.name}.fp16"
        graph.initializer.remove(tensor)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float16), name))
        casts.append(helper.make_node("Cast", [name], [tensor.name], to=TensorProto.FLOAT, name=f"{tensor.name}.cast"))
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model
