"""What papers and their sizes are called."""

from resources.i18n import N_, _

PAPERS = {"label": N_("Shipping label"), "note": N_("Delivery note"), "picklist": N_("Pick list"),
          "handover": N_("Hand-over list"), "product": N_("Labels on goods and bins"),
          "list": N_("Lists")}  # fmt: skip
JOBS = PAPERS | {"product": N_("Product label"), "bin": N_("Bin label"), "packing": N_("Packing list")}
SIZES = {
    "100x150": N_("100 × 150 mm"), "76x130": N_("76 × 130 mm"), "A4": N_("A4"), "60x40": N_("60 × 40 mm"),
    "241x140": N_("241 × 140 mm, continuous, three parts"),
}  # fmt: skip


def paper_word(kind: str) -> str:
    """The name of one paper, where PAPERS names printers' papers."""
    return _(JOBS[kind])


def size_word(size: str) -> str:
    return _(SIZES[size])
