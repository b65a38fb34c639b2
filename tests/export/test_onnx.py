"""The ONNX file computes what the model computes."""

from __future__ import annotations

import pytest
import torch

from cnn.export.onnx import onnx_bytes, onnx_installed
from cnn.network.model import SimpleCNN
from cnn.network.spec import TEXTBOOK, NetworkSpec, PoolSpec


@pytest.mark.skipif(not onnx_installed(), reason="needs onnx, which the app does not")
@pytest.mark.parametrize(
    "spec",
    [TEXTBOOK, NetworkSpec(pool1=PoolSpec("avg", 3, 2), pool2=PoolSpec("none"))],
)
def test_onnx_file_computes_the_same(spec: NetworkSpec) -> None:
    import onnx  # noqa: PLC0415 - only the tests require it
    from onnx.reference import ReferenceEvaluator  # noqa: PLC0415

    torch.manual_seed(0)
    model, images = SimpleCNN(spec).eval(), torch.rand(3, 1, 28, 28)
    logits = ReferenceEvaluator(onnx.load_from_string(onnx_bytes(model))).run(None, {"images": images.numpy()})[0]
    with torch.no_grad():
        assert torch.allclose(torch.from_numpy(logits), model(images), atol=1e-4)
