"""Where the app's own files are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The project's folder, with `app.py` and `pages/`."""

ASSETS = ROOT / "assets"
"""Weights, pictures, and what runs in the browser."""

FRONTEND = ASSETS / "frontend"
"""ES modules, and style sheets in `styles`: served to the browser as files."""
