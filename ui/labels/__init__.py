"""The label designer."""
