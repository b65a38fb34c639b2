"""What stands over the settings of a layer: its shape and the formula of its size. Shows nothing."""

from __future__ import annotations

from cnn.network.shapes import LayerShape


def heading(layer: LayerShape | None) -> dict[str, str]:
    """`kind` ("" or "impossible"), `shape` and `formula` in words; layer: None where one before it cannot be built."""
    if layer is None:
        return {"kind": "", "shape": "–", "formula": "–"}
    built = min(layer.output_shape) > 0
    kind, shape = ("", "×".join(map(str, layer.output_shape))) if built else ("impossible", "cannot be built")
    words = layer.formula or f"{layer.input_shape[0]} inputs → {layer.output_shape[0]} units"
    return {"kind": kind, "shape": shape, "formula": words}
