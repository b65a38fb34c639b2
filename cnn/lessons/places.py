"""What a lesson can name in the app: pages, their views, colour scales, and places that can be outlined."""

from __future__ import annotations

from dataclasses import dataclass

from cnn.network.spec import LAYER_NAMES, SETTINGS

PAGES = {
    "explore": "Explore", "microscope": "Microscope", "shapes": "Shapes", "reasons": "Reasons", "compare": "Compare",
    "training": "Train",
}  # fmt: skip
"""Pages by the names that lessons use, and what the menu calls them."""

VIEWS: dict[str, tuple[str, ...]] = {
    "explore": (),
    "microscope": ("The cell", "Sliding kernel", "Filters", "A kernel of your own", "Colour input"),
    "shapes": (
        "flow", "line by line", "parameters and work", "3D view", "fc1 shape error", "code", "Conv2d calculator",
    ),
    "reasons": (
        "Which pixels", "What channels look for", "Among the digits", "Change the drawing", "Preparation",
        "Switch parts off",
    ),
    "compare": (),
    "training": ("mistakes", "replay", "compare runs"),
}  # fmt: skip
"""The views of each page, as its switch calls them; the first is shown at the start."""

VIEW_KEYS = {page: f"{page}_view" for page, views in VIEWS.items() if views}
"""The keys of these switches."""

SCOPES = {"layer": "a layer", "map": "one map", "network": "all layers"}
"""What shares a colour scale, and the words of the switch on Explore."""


@dataclass(frozen=True)
class Place:
    """A place that a step can mark. key: of its container or widget. pages: those that show it. meaning: in words."""

    key: str
    pages: tuple[str, ...]
    meaning: str


_EVERYWHERE = tuple(PAGES)
_DRAWING = ("explore", "reasons", "compare", "training")

PLACES: dict[str, Place] = {
    "canvas": Place("canvas", _DRAWING, "the drawing board"),
    "clear": Place("clear", _DRAWING, "the button Clear"),
    "examples": Place("examples", _DRAWING, "the ten example digits"),
    "upload": Place("upload", ("explore",), "the upload of a picture"),
    "scope": Place("scope", ("explore",), "the switch “colour scale shared by”"),
    "to microscope": Place("to_microscope", ("explore",), "the button that opens the Microscope"),
    "answer": Place("prediction", ("explore",), "the predicted digit, and how sure the network is"),
    "network": Place("network", ("explore",), "the picture of all layers"),
    "table": Place("twin", ("explore",), "the tables under “The same in numbers”"),
    "preset": Place("preset", ("explore", "shapes", "reasons", "compare"), "the list of whole networks"),
    "textbook": Place("textbook", ("explore", "shapes", "reasons", "compare"), "the button “Textbook network”"),
    "problem": Place(
        "problem", ("explore", "shapes", "reasons", "compare", "training"), "the sentence about an impossible setting"
    ),
    "network a": Place("network_a", ("compare",), "all layers of network A, which is pinned"),
    "network b": Place("network_b", ("compare",), "all layers of network B, which the settings change"),
    "pin": Place("pin", ("compare",), "the button “Pin this network as A”"),
    "swap": Place("swap", ("compare",), "the button “Swap A and B”"),
    "pairs": Place("pairs", ("compare",), "the ready pairs of networks"),
    "verdict": Place("verdict", ("compare",), "what the two answers have in common"),
    "differences": Place("differences", ("compare",), "the differences in words and in numbers"),
    "microscope views": Place("microscope_view", ("microscope",), "the switch between the Microscope’s views"),
    "cell place": Place("cell_address", ("microscope",), "layer, channel, row and column of the cell"),
    "cell numbers": Place("cell_numbers", ("microscope",), "the numbers that the cell is made of"),
    "slide": Place("slide", ("microscope",), "the kernel that slides"),
    "filters": Place("filters_view", ("microscope",), "the filters and their maps"),
    "kernel table": Place("own_kernel", ("microscope",), "the kernel of your own, with its buttons"),
    "shapes views": Place("shapes_view", ("shapes",), "the switch between the views of Shapes"),
    "shapes": Place("shapes_of", ("shapes",), "what the chosen view shows"),
    "wire": Place("wire", ("shapes",), "the wire from flatten to fc1"),
    "batch": Place("batch", ("shapes",), "the slider for N"),
    "starting weights": Place(
        "starting_weights", ("training",), "what a training starts from: random weights or others"
    ),
    "start training": Place("start_training", ("training",), "the button that starts a training"),
    "training state": Place("training_status", ("training",), "what the training is doing"),
    "curves": Place("training_curves", ("training",), "loss and accuracy"),
    "training watch": Place("training_watch", ("training",), "filters, maps and answer during a training"),
    "training results": Place("training_results", ("training",), "what a training led to"),
    "use weights": Place("use_weights", ("training",), "the button “Use on Explore”"),
    "reasons views": Place("reasons_view", ("reasons",), "the switch between the views of Reasons"),
    "explained class": Place("explained", ("reasons",), "the ten classes, one of which is explained"),
    "attributions": Place("attributions", ("reasons",), "the pictures of what each pixel does for that class"),
    "contrast": Place("contrast", ("reasons",), "what speaks for one class and against another"),
    "channel place": Place("channel_place", ("reasons",), "the choice of a layer and of one of its channels"),
    "channel": Place("channel", ("reasons",), "what that channel looks for"),
} | {f"menu {page}": Place("menu", _EVERYWHERE, f"“{label}” in the menu") for page, label in PAGES.items()}


def pages_of(mark: str) -> tuple[str, ...]:
    """The pages on which a place can be marked: a name of `PLACES`, a layer, or a setting; none if there is no such
    place."""
    if mark in PLACES:
        return PLACES[mark].pages
    if mark in SETTINGS:
        return ("explore", "shapes", "reasons", "compare")
    return ("explore", "microscope", "shapes") if mark in LAYER_NAMES else ()
