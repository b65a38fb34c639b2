"""The views of the Shapes page."""
