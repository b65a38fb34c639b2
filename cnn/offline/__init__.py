"""Makes what `assets/` ships. Nothing imports this at run time."""
