"""Parts of the page Reasons, one file for each view."""
