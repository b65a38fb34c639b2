"""Programs that make the files in `assets/`. Nothing imports them at run time."""
