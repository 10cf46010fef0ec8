"""The templates that come with the program; each is a file that the designer could have exported."""

from functools import cache
from importlib.resources import files

from printing.labels.layout import Layout, read_layout

# By kind, the usual one first.
KEYS: dict[str, tuple[str, ...]] = {
    "label": ("shipping-100x150", "shipping-76x130", "shipping-100x180"),
    "carton": ("carton-100x100", "carton-mark"),
    "product": ("product-60x40", "product-50x30", "product-40x30", "product-a4"),
    "lot": ("lot-60x40",),
    "bin": ("bin-60x40", "bin-a4"),
    "badge": ("badge-85x54",),
    "command": ("command-a4",),
}


@cache
def builtin(key: str) -> Layout:
    """A template of KEYS. Raises FileNotFoundError for another."""
    return read_layout((files("resources.labels") / f"{key}.json").read_bytes())


def usual(kind: str) -> Layout:
    """The built-in template that a kind of label is printed with where no other is chosen."""
    return builtin(KEYS[kind][0])
