"""The server around the pages: start and end, static files, security, limits, log."""
