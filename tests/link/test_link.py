"""Links come back as they were; damaged and hostile ones give what the app starts with and one sentence."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn.link.link import Link, read_link
from cnn.link.parts import PARTS
from cnn.network.spec import SETTINGS, TEXTBOOK, NetworkSpec
from tests.link.links import drawings, links, random_links


@settings(max_examples=150, deadline=None)
@given(links())
def test_a_link_comes_back_as_it_was(link: Link) -> None:
    assert read_link(link.to_query()) == (link, [])
    assert dict(parse_qsl(link.to_text(), strict_parsing=bool(link.to_text()))) == link.to_query()
    assert read_link(link.to_query())[0].to_text() == link.to_text()


def test_two_thousand_links_whole_and_damaged() -> None:
    rng = random.Random(6)
    changed = 0
    for link in random_links(2000, seed=5):
        query = link.to_query()
        assert read_link(query) == (link, [])
        whole = dict(query)
        for key in rng.sample(sorted(query), min(len(query), rng.randint(1, 3))):
            query[key] = rng.choice(DAMAGES)(query[key], rng)
        got, notes = read_link(query)
        assert len(notes) <= 1 and all(len(note) < 300 for note in notes)
        assert read_link(got.to_query()) == (got, [])  # what came of it is whole
        touched = {key for key in query if query[key] != whole[key]}
        for part in PARTS:
            if part.key not in touched:
                assert all(getattr(got, name) == getattr(link, name) for name in part.defaults)
        for key in set(SETTINGS) - touched:
            assert got.settings.get(key) == link.settings.get(key)
        changed += bool(notes)
    assert changed > 1000


def _letter(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    return text[:at] + rng.choice("<>&\"'\0\n\r\u202e%+ é٣𝟙\ud800AZaz09._-") + text[at + 1 :]


DAMAGES: tuple[Callable[[str, random.Random], Any], ...] = (
    _letter,
    lambda text, rng: text[: rng.randrange(len(text))],
    lambda text, _rng: text * 500,
    lambda text, _rng: text + "\n",
    lambda _text, rng: rng.choice(["NaN", "inf", "-1", "1e9", "9" * 5000, "0x10", "None", "../../etc/passwd", "٣"]),
    lambda _text, rng: rng.choice(["<script>alert(1)</script>", "javascript:alert(1)", "' OR 1=1 --", "{{7*7}}"]),
    lambda _text, rng: rng.choice([None, 5, float("nan"), b"abc", ["a"], {"a": 1}, True]),
)


HOSTILE: dict[str, list[Any]] = {
    "page": ["../x", "Explore", "a" * 31, "<b>", "explore\n"],
    "view": ["<img src=x onerror=alert(1)>", "a" * 41, " flow", "flow\u202e"],
    "cell": [
        "conv9.1.1.1",
        "conv1.1.1",
        "conv1.-1.0.0",
        "conv1.1.1.1.1",
        "conv1.999999.0.0",
        "conv1.٣.1.1",
    ],
    "scope": ["Layer", "all", "layer "],
    "batch": ["0", "65", "1.5", "-1", "1e1", "²", "NaN"],
    "class": ["10", "-1", "4.0", "four", "\u0664", "<b>"],
    "other": ["10", "9 ", "nan"],
    "unit": ["conv1", "conv3.1", "conv1.-1", "fc2.1", "conv1.1.1", "fc1.1000"],
    "change": ["<b>", "turn_", "turn_1e9", "~", "turn_99999", "a_1" * 99, "turn_1~blur"],
    "prep": ["Crop", "a", "crop..scale", "crop scale", "<i>", "crop." * 9],
    "off": ["conv1", "conv1_", "conv1_a", "~conv1_1", "conv1_1~", "conv1_" + "1." * 999],
    "lesson": ["pooling:", "pooling:1000", "a b", "pooling:-1", ":3", "../secret", "x" * 61],
    "quiz": ["seed 1", "<b>", "x" * 61, "seed:1\0"],
    "hide": ["a..b", ".a", "a b", ".".join(f"n{i}" for i in range(41)), "x" * 31],
    "lock": ["a,b", "a.", "&", ".".join(["a" * 30] * 60)],
    "draw": ["AAAA", "!!!!", "A" * 1001, "A" * 10**6, "eJzt", "=", drawings()[1][:-1]],
    "conv1_stride": ["4", "0", "-1", "1.0", "nan", "9" * 9999, "١", "<b>", ""],
    "pool1_kind": ["Max", "<script>", "max\n", "x" * 10**5],
}


@pytest.mark.parametrize("key", HOSTILE)
def test_each_hostile_value_gives_the_default_and_one_sentence(key: str) -> None:
    for value in [*HOSTILE[key], None, 3, float("nan"), ["a"], b"a"]:
        got, notes = read_link({key: value})
        assert got == Link() and len(notes) == 1
        words = next((part.words for part in PARTS if part.key == key), "the settings")
        assert notes[0] == f"Part of this link could not be read: {words}. For that, you see what the app starts with."


def test_one_sentence_for_all_and_nothing_of_the_link_in_it() -> None:
    got, notes = read_link({key: values[0] for key, values in HOSTILE.items()})
    assert got == Link() and len(notes) == 1
    assert notes[0].count(".") == 2 and " and the drawing." in notes[0] and "<" not in notes[0]


@given(st.dictionaries(st.sampled_from([*HOSTILE, *SETTINGS, "utm_source"]), st.text(max_size=40), max_size=8))
def test_no_text_makes_it_raise(query: dict[str, str]) -> None:
    got, notes = read_link(query)
    assert len(notes) <= 1 and read_link(got.to_query()) == (got, [])


def test_links_of_settings_alone_still_work() -> None:
    spec = TEXTBOOK.changed(conv1_out_channels=8, pool2_kind="avg", hidden_units=64)
    assert read_link(spec.to_query() | {"embed": "true", "utm_source": "<b>"}) == (Link(settings=spec), [])
    assert Link(settings=spec).to_query() == {
        "conv1_out_channels": "8", "pool2_kind": "avg", "hidden_units": "64"
    }  # fmt: skip
    assert NetworkSpec.from_query(Link(settings=spec, quiz="seed:1", batch=4).to_query()) == spec
    assert read_link({}) == (Link(), [])
    assert read_link({part.key: "" for part in PARTS}) == (Link(), [])


def test_one_damaged_setting_leaves_the_others() -> None:
    got, notes = read_link({"conv1_stride": "9", "conv1_padding": "3"})
    assert got.settings == TEXTBOOK.changed(conv1_padding=3) and len(notes) == 1


def test_a_link_reads_well() -> None:
    link = Link(
        page="microscope", settings=TEXTBOOK.changed(conv1_stride=2), view="Sliding kernel", cell=("conv2", 3, 4, 5),
        scope="map", batch=4, target=4, against=9, channel=("conv2", 13),
        lesson="pooling", step=3, quiz="seed:1234", hidden=("prediction",), locked=("a", "b"),
    )  # fmt: skip
    assert link.to_text() == (
        "conv1_stride=2&page=microscope&view=Sliding+kernel&cell=conv2.3.4.5&scope=map&batch=4&class=4&other=9&unit=conv2.13"
        "&lesson=pooling:3&quiz=seed:1234&hide=prediction&lock=a.b"
    )


@pytest.mark.parametrize(
    "values",
    [
        {"page": "../x"}, {"view": "<b>"}, {"cell": ("conv1", 1, 1)}, {"cell": ("conv9", 0, 0, 0)},
        {"cell": ("conv1", -1, 0, 0)}, {"scope": "all"}, {"batch": 65}, {"step": 3}, {"lesson": "a", "step": 1000},
        {"target": 10}, {"against": -1}, {"channel": ("fc2", 0)}, {"change": "a b"}, {"prepared": "A"},
        {"off": "conv1"}, {"quiz": "a b"}, {"hidden": ("a.b",)}, {"hidden": ("a", "a")}, {"locked": ("",)},
        {"drawing": "AAAA"},
    ],
)  # fmt: skip
def test_a_link_that_a_url_cannot_carry_is_refused(values: dict[str, Any]) -> None:
    assert values.keys() <= {field.name for field in fields(Link)}
    with pytest.raises(ValueError, match=r"A link cannot carry|Not of this form|No such|Not such|Not a drawing"):
        Link(**values)
