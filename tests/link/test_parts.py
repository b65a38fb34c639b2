"""The parts of a link agree with the rest of the app, and have keys of their own."""

from __future__ import annotations

from dataclasses import fields

from cnn.figures import scales
from cnn.link.link import Link
from cnn.link.parts import PARTS, SCOPES
from cnn.network.spec import SETTINGS
from tests.link.links import random_links


def test_every_field_of_a_link_is_in_one_part() -> None:
    held = [name for part in PARTS for name in part.defaults]
    assert sorted([*held, "settings"]) == sorted(field.name for field in fields(Link))
    start = Link()
    assert all(getattr(start, name) == value for part in PARTS for name, value in part.defaults.items())
    assert not any(part.write(start) for part in PARTS)


def test_keys_are_short_and_belong_to_nothing_else() -> None:
    keys = [part.key for part in PARTS]
    assert len(set(keys)) == len(keys) and max(map(len, keys)) <= 6
    assert not set(keys) & {*SETTINGS, "embed", "embed_options"}  # Streamlit's own


def test_scopes_are_those_of_the_figures() -> None:
    assert set(SCOPES) == set(scales.SCOPES)


def test_each_part_reads_what_it_writes() -> None:
    for link in random_links(100, seed=4):
        for part in PARTS:
            text = part.write(link)
            assert len(text) <= part.longest
            assert not text or part.read(text) == {name: getattr(link, name) for name in part.defaults}
