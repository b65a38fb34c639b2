"""The network with its weights as an ONNX file, where the `onnx` package is installed (this project does not need it).

The graph is written node by node from the settings: no tracing, and nothing else has to be installed.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from cnn.network.model import SimpleCNN
from cnn.network.shapes import layer_shapes
from cnn.network.spec import CLASSES, ConvSpec, PoolSpec

OPSET = 13
"""Version of the ONNX operators: old enough for every runtime in use."""


def onnx_installed() -> bool:
    """Whether `onnx` can be imported here."""
    return find_spec("onnx") is not None


def onnx_bytes(model: SimpleCNN) -> bytes:
    """The file: input "images" float32 (N, 1, 28, 28), output "logits" (N, 10), N free, weights inside.

    Raises ImportError if `onnx` is not installed.
    """
    onnx: Any = import_module("onnx")
    helper, spec = onnx.helper, model.spec
    node = helper.make_node
    nodes = [
        node("Conv", ["images", "conv1.weight", "conv1.bias"], ["conv1"], **_conv(spec.conv1)),
        node("Relu", ["conv1"], ["relu1"]),
        _pool(helper, spec.pool1, "relu1", "pool1"),
        node("Conv", ["pool1", "conv2.weight", "conv2.bias"], ["conv2"], **_conv(spec.conv2)),
        node("Relu", ["conv2"], ["relu2"]),
        _pool(helper, spec.pool2, "relu2", "pool2"),
        node("Flatten", ["pool2"], ["flatten"], axis=1),
        node("Gemm", ["flatten", "fc1.weight", "fc1.bias"], ["fc1"], transB=1),
        node("Relu", ["fc1"], ["relu3"]),
        node("Gemm", ["relu3", "fc2.weight", "fc2.bias"], ["logits"], transB=1),
    ]
    tensors = [
        onnx.numpy_helper.from_array(value.detach().cpu().numpy(), name) for name, value in model.state_dict().items()
    ]
    floats = onnx.TensorProto.FLOAT
    images = helper.make_tensor_value_info("images", floats, ["N", *layer_shapes(spec).input.output_shape])
    logits = helper.make_tensor_value_info("logits", floats, ["N", CLASSES])
    graph = helper.make_graph(nodes, "SimpleCNN", [images], [logits], tensors)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="SimpleCNN Explorer")
    made.ir_version = 8  # newer ones are refused by runtimes of a few years ago
    onnx.checker.check_model(made, full_check=True)
    return bytes(made.SerializeToString())


def _conv(conv: ConvSpec) -> dict[str, list[int]]:
    return {
        "kernel_shape": [conv.kernel_size] * 2, "strides": [conv.stride] * 2, "pads": [conv.padding] * 4,
    }  # fmt: skip


def _pool(helper: Any, pool: PoolSpec, before: str, name: str) -> Any:
    if pool.kind == "none":
        return helper.make_node("Identity", [before], [name])
    kind = "MaxPool" if pool.kind == "max" else "AveragePool"
    window = {"kernel_shape": [pool.kernel_size] * 2, "strides": [pool.stride] * 2}
    return helper.make_node(kind, [before], [name], **window)
