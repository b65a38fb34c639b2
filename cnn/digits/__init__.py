"""From a stroke or a photo to 28×28; digits that are generated; the sets of digits."""
