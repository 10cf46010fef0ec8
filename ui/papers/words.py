"""What papers and their sizes are called."""

from resources.i18n import N_, _, language
from services.label_templates import Template

PAPERS = {"label": N_("Shipping label"), "note": N_("Delivery note"), "picklist": N_("Pick list"),
          "handover": N_("Hand-over list"), "product": N_("Labels on goods and bins"),
          "list": N_("Lists")}  # fmt: skip
JOBS = PAPERS | {"carton": N_("Carton label"), "product": N_("Product label"), "lot": N_("Lot label"),
                 "bin": N_("Bin label"), "packing": N_("Packing list"),
               "return": N_("Return slip"), "statement": N_("Statement of account")}  # fmt: skip
SIZES = {
    "100x150": N_("100 × 150 mm"), "76x130": N_("76 × 130 mm"), "100x180": N_("100 × 180 mm"),
    "100x100": N_("100 × 100 mm"), "50x30": N_("50 × 30 mm"), "40x30": N_("40 × 30 mm"),
    "60x40": N_("60 × 40 mm"), "A4": N_("A4"),
    "241x140": N_("241 × 140 mm, continuous, three parts"), "A5": N_("A5 across"),
    "241x93.1": N_("241 × 93.1 mm, continuous, three parts"),
}  # fmt: skip


def paper_word(kind: str) -> str:
    """The name of one paper, where PAPERS names printers' papers."""
    return _(JOBS[kind])


def size_word(size: str) -> str:
    return _(SIZES[size])


def template_word(template: Template) -> str:
    """What a template is called here; an own one often has one name for both languages."""
    return template.english if language() == "en" and template.english else template.name
