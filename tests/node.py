"""Node, which runs the front end's modules in tests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

LEAST_NODE = (18, 15)
"""The first version with `--test-reporter`; Debian 12 has 18, Debian 13 has 20."""


def path_of_node() -> str:
    """Where `node` is. Without it the test is skipped, or fails where SIMPLECNN_REQUIRE_NODE is set."""
    node = shutil.which("node")
    version = version_in(subprocess.check_output([node, "--version"], encoding="utf-8")) if node else ()
    if node and version >= LEAST_NODE:
        return node
    found = "no `node`" if not node else f"`node` {'.'.join(map(str, version))}"
    reason = f"{found} here: the front end's own tests need {'.'.join(map(str, LEAST_NODE))} or newer"
    if os.environ.get("SIMPLECNN_REQUIRE_NODE"):
        pytest.fail(reason)
    pytest.skip(reason)


def version_in(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)[:2]))
