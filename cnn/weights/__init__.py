"""The right weights for a setting: shipped, shared, edited by hand, or from a file."""
