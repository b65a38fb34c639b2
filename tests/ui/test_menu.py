"""The menu over the pages: every page is in it, and each has its title and its heading."""

from __future__ import annotations

import re

from cnn.paths import ROOT
from cnn.ui.menu import NAME, PAGES
from tests.apps import opened


def test_every_page_is_in_the_menu_once() -> None:
    assert sorted(PAGES) == sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
    assert len(set(PAGES.values())) == len(PAGES)


def test_the_first_page_has_title_heading_and_links_to_all() -> None:
    at = opened("app.py")
    headings = [re.findall(r"<h1[^>]*>([^<]*)</h1>", element.proto.body) for element in at.get("html")]
    assert [heading for found in headings for heading in found] == ["Explore"]
    links = [link.proto.label for link in at.get("page_link")]
    assert links == list(PAGES.values())
    assert NAME not in links
