"""The figure of all layers without their values, for the engine in the browser to fill in; draws nothing itself."""

from __future__ import annotations

from typing import Any

from cnn.figures import theme as look
from cnn.figures.montage import GAP
from cnn.figures.network import WIDE, Arrangement, ends_digits, layer_grid, network_drawing
from cnn.figures.scales import SIGNED
from cnn.network.spec import LAYER_NAMES, MAP_LAYERS
from cnn.network.trace import Trace

SCALES = {"sequential": look.SEQUENTIAL, "diverging": look.DIVERGING, "on_tiles": look.ON_TILES}


def unfilled_network(blank: Trace, theme: look.Theme = look.LIGHT, places: Arrangement = WIDE) -> dict[str, Any]:
    """`network_drawing` without the values of its layers, and what is needed to draw them.

    blank: a trace of zeros. Returns `figure` (data and layout; the traces of layers have no z), and `layers`: for each
    of them but softmax its name; its trace, and the annotation of its scale's ends, by their numbers; how its values
    are tiled; whether they are maps, and whether they have a sign. `height`: of the figure;
    `above`: pixels over the cells of a layer; `size`: of the letters of numbers, in pixels; `colours`: of bars.
    """
    drawing = network_drawing(blank, theme=theme, places=places)
    layers = [_layer(index, drawing["data"][index], blank, places) for index, name in enumerate(LAYER_NAMES[:-1])]
    bars = drawing["data"][len(layers)]
    drawing["data"][len(layers)] = {
        name: value for name, value in bars.items() if not name.startswith("text")
    } | {"opacity": 0}  # fmt: skip
    return {
        "figure": drawing,
        "layers": layers,
        "height": places.height,
        "above": places.above,
        "size": places.sizes[3],
        "colours": {"quiet": theme.quiet_bar, "accent": theme.accent},
    }


def _layer(index: int, trace: dict[str, Any], blank: Trace, places: Arrangement) -> dict[str, Any]:
    name = LAYER_NAMES[index]
    z, shape = trace.pop("z"), blank[name].shape
    if name in MAP_LAYERS:
        grid = layer_grid(name, shape, places)
        tiles = {"count": grid.count, "height": grid.height, "width": grid.width, "columns": grid.columns, "gap": GAP}
    else:
        tiles = {"count": shape[0], "height": 1, "width": 1, "columns": z.shape[1], "gap": 0}
    return {
        "name": name, "trace": index, "ends": 3 * index + 2, "digits": ends_digits(name), "tiles": tiles,
        "isMaps": name in MAP_LAYERS, "isSigned": name in SIGNED,
    }  # fmt: skip
