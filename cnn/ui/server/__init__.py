"""The server around the pages: its start and end, its doors, its limits, its log."""
