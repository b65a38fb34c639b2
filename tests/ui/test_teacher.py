"""What a teacher hides and locks is hidden and locked, and nothing else is."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from cnn.network.spec import SETTINGS
from cnn.paths import ROOT
from cnn.ui import teacher
from cnn.ui.menu import PAGES
from cnn.ui.session import Session, Teaching
from tests.apps import opened, press, run

SCRIPT = "from cnn.ui import state, teacher\nstate.session()\nteacher.{call}\n"


def session_after(call: str, teaching: Teaching) -> Session:
    at = AppTest.from_string(SCRIPT.format(call=call), default_timeout=60)
    at.session_state["explorer"] = Session(teaching=teaching)
    run(at)
    session: Session = at.session_state["explorer"]
    return session


def keys_on_pages() -> str:
    """All code of pages and of their parts, where keys of containers and widgets are given."""
    paths = [*(ROOT / "pages").glob("*.py"), *(ROOT / "cnn" / "ui").rglob("*.py")]
    return "".join(path.read_text(encoding="utf-8") for path in paths if path.name != "teacher.py")


@pytest.mark.parametrize("name", list(teacher.PARTS))
def test_every_part_is_a_place_on_a_page(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,30}", name)  # fits into a link
    code = keys_on_pages()
    for key in re.findall(r"\.st-key-(\w+)", teacher.PARTS[name].where):
        block = key.replace("block_", "") if key.startswith("block_") else key.removeprefix("linked_")
        switch = f'switch("{key.removesuffix("_view")}")'
        assert f'"{block}"' in code or f'key="{key}"' in code or switch in code, key


def test_hidden_parts_are_hidden_by_css_and_unknown_names_are_ignored() -> None:
    assert teacher.style(Teaching()) == teacher.style(Teaching(hidden=("of-tomorrow", "x"))) == ""
    style = teacher.style(Teaching(hidden=("upload", "answer", "page-shapes")))
    assert ":is(.st-key-upload){display:none!important}" in style
    assert ".st-key-prediction" in style and "visibility:hidden" in style  # nothing moves where the answer was
    assert '[href$="/shapes"]' in style and "microscope" not in style
    assert "font-size" in teacher.style(Teaching(large=True)) and "--large" in teacher.style(Teaching(large=True))


def test_a_place_that_stays_empty_says_why() -> None:
    assert "::before" in teacher.style(Teaching(hidden=("network",)))
    assert "::before" not in teacher.style(Teaching(hidden=("upload", "page-shapes", "settings")))
    for name, part in teacher.PARTS.items():
        assert bool(part.told) == part.keeps_room, name
        assert set(part.told.split(", ")) <= {"", *part.where.split(", ")}, name


def test_where_the_answer_is_to_be_predicted_no_page_of_the_menu_gives_it() -> None:
    """Only these show what the network answers, and the picture of all layers has the answer in it too."""
    predict = next(one for one in teacher.SITUATIONS if one.words.startswith("Predict first"))
    style = teacher.style(Teaching(hidden=predict.hidden))
    for key in ("prediction", "network_a", "training_watch", "replay_watch", "reasons", "twin", "to_microscope"):
        assert f".st-key-{key}" in style, key
    assert '[href$="/microscope"]' in style


def test_every_page_but_the_first_can_be_left_out_of_the_menu() -> None:
    assert [name for name in teacher.PARTS if name.startswith("page-")] == [f"page-{page}" for page in list(PAGES)[1:]]


def test_situations_name_what_there_is() -> None:
    for one in teacher.SITUATIONS:
        assert set(one.hidden) <= set(teacher.PARTS) and one.locked == teacher.known(one.locked)
    assert len({(one.hidden, one.locked) for one in teacher.SITUATIONS}) == len(teacher.SITUATIONS)
    ordered = [tuple(name for name in teacher.PARTS if name in one.hidden) for one in teacher.SITUATIONS]
    assert ordered == [one.hidden for one in teacher.SITUATIONS]  # else the panel would not recognise it


def test_a_locked_setting_is_disabled_and_so_is_what_would_set_it_too() -> None:
    at = opened(lock="conv1_stride.pool1_kind")
    assert [key for key in SETTINGS if "kind" not in key and at.slider(key).disabled] == ["conv1_stride"]
    assert at.segmented_control("pool1_kind").disabled and not at.segmented_control("pool2_kind").disabled
    assert at.selectbox[0].disabled
    at.slider("conv1_padding").set_value(1)
    assert at.query_params["lock"] == "conv1_stride.pool1_kind"
    assert not run(at).slider("conv1_padding").disabled


def test_all_settings_are_locked_at_once() -> None:
    at = opened(lock="settings", conv1_kernel_size="3")
    assert all(at.slider(key).disabled for key in SETTINGS if "kind" not in key)
    assert at.button("textbook").disabled and at.slider("conv1_kernel_size").value == 3


def test_nothing_is_locked_by_a_name_that_is_no_setting() -> None:
    at = opened(lock="prediction", hide="prediction")
    assert not at.slider("conv1_stride").disabled and not at.selectbox[0].disabled


def test_what_is_chosen_replaces_what_was_and_newer_names_stay() -> None:
    before = Teaching(hidden=("table", "of-tomorrow"), locked=("settings",))
    after = session_after('choose(["upload", "examples", "nothing"], ["pool1_kind", "conv1_stride", "x"])', before)
    assert after.teaching.hidden == ("examples", "upload", "of-tomorrow")
    assert after.teaching.locked == ("conv1_stride", "pool1_kind")


def test_the_panel_is_opened_by_the_next_run() -> None:
    assert session_after("open_panel()", Teaching()).teaching.panel


def test_reset_brings_back_the_start() -> None:
    at = press(opened(conv1_stride="2", hide="upload", lock="hidden_units", scope="map"), "example4")
    now: Session = at.session_state["explorer"]
    assert now.page.scope == "map" and now.canvas.digit is not None
    at.session_state["explorer"] = now.begun_again()
    run(at)
    assert at.query_params == {} and at.slider("conv1_stride").value == 1
    assert not at.slider("hidden_units").disabled and at.segmented_control("scope").value == "layer"
    again = session_after("reset()", Teaching(hidden=("upload",), large=True))
    assert again.kept_link == Session().kept_link and not again.teaching.large
