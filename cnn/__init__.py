"""SimpleCNN Explorer: the network, its arithmetic, its drawings.

A newcomer's path through the files, each needing only those before it:

    network.spec     the settings of the network, checked
    network.shapes   the output-size formula, parameters, work, receptive fields
    network.model    SimpleCNN, in PyTorch
    network.trace    one forward pass with every step kept; `network.cell` explains one cell of it
    figures          pictures of a trace: data in, Plotly figure out
    pages            each shows the same digit and the same network in its own way; `ui` is what they share

Beside it: `digits` (from a drawing or a photo to 28×28; generated digits; MNIST), `weights` (trained weights for every
setting), `training` (the loop, and a training in a process of its own), `lessons` (lesson files read and checked),
`quiz` (questions whose answers are computed, the course that asks them, the result sheet), `export` (PyTorch source,
ONNX, a summary; CSV; a page as one file), `link` (whatever is on the page, as a URL), `offline` (what makes the files
in `assets/`).

The names below are loaded when they are first asked for: the settings and shapes need no PyTorch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnn.digits.prepare import prepare_digit as prepare_digit
    from cnn.export.source import python_source as python_source
    from cnn.network.cell import Cell as Cell
    from cnn.network.cell import explain_cell as explain_cell
    from cnn.network.model import SimpleCNN as SimpleCNN
    from cnn.network.shapes import LayerShape as LayerShape
    from cnn.network.shapes import layer_shapes as layer_shapes
    from cnn.network.spec import ConvSpec as ConvSpec
    from cnn.network.spec import NetworkSpec as NetworkSpec
    from cnn.network.spec import PoolSpec as PoolSpec
    from cnn.network.spec import SpecError as SpecError
    from cnn.network.trace import Trace as Trace
    from cnn.network.trace import trace_forward as trace_forward
    from cnn.weights.load import LoadedModel as LoadedModel
    from cnn.weights.load import load_model as load_model

_MODULE_OF = {
    "Cell": "network.cell", "explain_cell": "network.cell", "prepare_digit": "digits.prepare",
    "python_source": "export.source", "SimpleCNN": "network.model", "LayerShape": "network.shapes",
    "layer_shapes": "network.shapes", "ConvSpec": "network.spec", "NetworkSpec": "network.spec",
    "PoolSpec": "network.spec", "SpecError": "network.spec", "Trace": "network.trace", "trace_forward": "network.trace",
    "LoadedModel": "weights.load", "load_model": "weights.load",
}  # fmt: skip

__all__ = list(_MODULE_OF)


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'cnn' has no attribute {name!r}")
    return getattr(import_module(f"cnn.{_MODULE_OF[name]}"), name)
