"""Random links, for hypothesis and from a seed."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

from cnn.digits.handwriting import generate_strokes, render
from cnn.digits.prepare import ink_of, prepare_steps
from cnn.link.drawing import drawing_to_text
from cnn.link.link import Link
from cnn.link.parts import SCOPES
from cnn.network.spec import HIDDEN_LAYERS, LAYER_NAMES, SETTINGS
from tests.strategies import any_specs, drawn, valid_specs


@lru_cache(maxsize=1)
def drawings() -> tuple[str, ...]:
    """Texts of a few drawings, and of none."""
    pictures = (render(generate_strokes(seed % 10, np.random.default_rng(seed)), 140, 10) for seed in range(12))
    return "", *(drawing_to_text(prepare_steps(ink_of(picture))) for picture in pictures)


_NAMES = ("prediction", "network", "menu", "examples", *SETTINGS)

names = st.lists(st.sampled_from(_NAMES), max_size=6, unique=True).map(tuple)
lessons = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {"lesson": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True), "step": st.integers(0, 999)}
    ),
)
cells = st.tuples(
    st.sampled_from(LAYER_NAMES), st.integers(0, 99_999), st.integers(0, 99), st.integers(0, 99)
)  # fmt: skip


@st.composite
def links(draw: st.DrawFn) -> Link:
    """Links with any number of parts."""
    return Link(
        page=draw(st.sampled_from(["", "explore", "microscope", "shapes", "training", "quiz"])),
        settings=draw(any_specs()),
        drawing=draw(st.sampled_from(drawings())),
        view=draw(st.sampled_from(["", "flow", "fc1 shape error", "3D view", "Conv2d calculator"])),
        cell=draw(st.none() | cells),
        scope=draw(st.sampled_from(SCOPES)),
        batch=draw(st.integers(1, 64)),
        pinned=draw(valid_specs()),
        is_pinned_random=draw(st.booleans()),
        target=draw(st.none() | st.integers(0, 9)),
        against=draw(st.none() | st.integers(0, 9)),
        channel=draw(st.none() | st.tuples(st.sampled_from(HIDDEN_LAYERS), st.integers(0, 255))),
        change=draw(st.sampled_from(["", "turn", "turn~right_2.5~down_-8", "noise_0.5~seed_3"])),
        prepared=draw(st.sampled_from(["", "crop", "crop.scale.inverted.bytes"])),
        off=draw(st.sampled_from(["", "conv1_0-15", "conv2_3.7~fc1_0.2-5.255~noise_0.25~each_4"])),
        occlusion=draw(st.none() | st.sampled_from([(1, 1), (14, 7), (4, 1)])),
        in_space=draw(st.booleans()),
        part_layer=draw(st.sampled_from(HIDDEN_LAYERS)),
        is_whole=draw(st.booleans()),
        quiz=draw(st.sampled_from(["", "seed:1234", "pre.7", "a"])),
        hidden=draw(names),
        locked=draw(names),
        **draw(lessons),
    )


def random_links(count: int, seed: int) -> list[Link]:
    """Links from a seed, every part there half of the time."""
    rng, specs = random.Random(seed), drawn(100)
    found = []
    for _ in range(count):
        values: dict[str, Any] = {
            "page": rng.choice(["microscope", "shapes"]), "settings": rng.choice(specs),
            "drawing": rng.choice(drawings()), "view": rng.choice(["flow", "Sliding kernel"]),
            "cell": (rng.choice(LAYER_NAMES), rng.randrange(1600), rng.randrange(28), rng.randrange(28)),
            "pinned": rng.choice(specs), "is_pinned_random": rng.random() < 0.5,
            "scope": rng.choice(SCOPES), "batch": rng.randint(1, 64), "quiz": f"seed:{rng.randrange(10**6)}",
            "target": rng.randrange(10), "against": rng.randrange(10), "channel": ("conv2", rng.randrange(64)),
            "change": rng.choice(["blur", "turn_-30~scale_0.8"]), "prepared": "centre", "off": "conv2_1.3-9~bits_2",
            "occlusion": (7, 3), "in_space": True, "part_layer": "fc1", "is_whole": True,
            "hidden": tuple(rng.sample(_NAMES, 3)), "locked": tuple(rng.sample(_NAMES, 2)),
        }  # fmt: skip
        kept = {name: value for name, value in values.items() if rng.random() < 0.5}
        lesson = {"lesson": rng.choice(["pooling", "one-kernel"]), "step": rng.randrange(20)}
        found.append(Link(**kept, **(lesson if rng.random() < 0.5 else {})))
    return found
