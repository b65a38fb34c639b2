"""SimpleCNN Explorer: the network, its arithmetic, its drawings.

A newcomer's path through the files, each needing only those before it:

    spec     the settings of the network, checked
    shapes   the output-size formula, parameters, work, receptive fields
    model    SimpleCNN, in PyTorch
    trace    one forward pass with every step kept; `cells` takes one cell of it apart
    figures  pictures of a trace: data in, Plotly figure out
    pages    one lens on the same digit and the same network each; `ui` is what they share

Beside it: `digit` and `upload` (from a drawing to 28×28), `handwriting` (generated digits), `data`, `train`, `weights`
(where trained weights come from), `supernet` (one network that holds them for every setting), `training_*` (a training
in a process of its own, with a queue), `export` (PyTorch source of the current network).

The names below are loaded when they are first asked for, so that `cnn.spec` and `cnn.shapes` need no PyTorch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnn.cells import Cell as Cell
    from cnn.cells import explain_cell as explain_cell
    from cnn.digit import prepare_digit as prepare_digit
    from cnn.export import python_source as python_source
    from cnn.model import SimpleCNN as SimpleCNN
    from cnn.shapes import LayerShape as LayerShape
    from cnn.shapes import layer_shapes as layer_shapes
    from cnn.spec import ConvSpec as ConvSpec
    from cnn.spec import NetworkSpec as NetworkSpec
    from cnn.spec import PoolSpec as PoolSpec
    from cnn.spec import SpecError as SpecError
    from cnn.trace import Trace as Trace
    from cnn.trace import trace_forward as trace_forward
    from cnn.weights import LoadedModel as LoadedModel
    from cnn.weights import load_model as load_model

_HOME = {
    "Cell": "cells", "explain_cell": "cells", "prepare_digit": "digit", "python_source": "export", "SimpleCNN": "model",
    "LayerShape": "shapes", "layer_shapes": "shapes", "ConvSpec": "spec", "NetworkSpec": "spec", "PoolSpec": "spec",
    "SpecError": "spec", "Trace": "trace", "trace_forward": "trace", "LoadedModel": "weights", "load_model": "weights",
}  # fmt: skip

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'cnn' has no attribute {name!r}")
    return getattr(import_module(f"cnn.{_HOME[name]}"), name)
