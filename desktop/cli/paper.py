"""`packdesk print label|note|picklist|handover|product NUMBER --pdf FILE`."""

import argparse
from pathlib import Path

from desktop.cli.context import Context
from resources.i18n import BOTH, _
from services.errors import Refusal, Unavailable
from services.printing_jobs import KINDS, MOST_COPIES, SIZES

LANGUAGES = {"zh": "zh_CN", "en": "en", "both": BOTH}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, help=_("which paper"))
    number = _("the number of the delivery, for a label also of the package, for a product label SKU or SKU/LOT")
    parser.add_argument("number", help=number)
    parser.add_argument("--pdf", type=Path, required=True, metavar="FILE", help=_("where to write it"))
    parser.add_argument("--dpi", type=int, choices=(203, 300), default=203, help=_("of the label printer"))
    parser.add_argument("--lang", choices=tuple(LANGUAGES), help=_("the language of the paper"))
    sizes = "; ".join(f"{kind} {', '.join(names)}" for kind, names in SIZES.items() if len(names) > 1)
    parser.add_argument("--size", default="", help=_("the size of the paper: {sizes}").format(sizes=sizes))
    prices = argparse.BooleanOptionalAction
    parser.add_argument("--prices", action=prices, default=None, help=_("whether a delivery note shows money"))
    parser.add_argument("--copies", type=int, default=1, metavar="N", help=_("how many of each page"))


def run(context: Context, options: argparse.Namespace) -> int:
    """Refuses bad_copies, and what papers.render refuses; Unavailable file_not_written."""
    from printing.raster import repeated
    from services import papers, settings

    context.open()
    context.actor("stock.view" if options.kind == "product" else "deliveries.view")
    if not 1 <= options.copies <= MOST_COPIES:
        raise Refusal("bad_copies", most=MOST_COPIES)
    language = LANGUAGES.get(options.lang) or settings.get("company.language")
    pdf = papers.render(
        options.kind, options.number, dpi=options.dpi, language=language, size=options.size, prices=options.prices
    )
    try:
        options.pdf.write_bytes(repeated(pdf, options.copies))
    except OSError as error:
        raise Unavailable("file_not_written", file=str(options.pdf), reason=error.strerror or str(error)) from error
    said = _("{number} is in {file}.").format(number=options.number, file=options.pdf)
    context.answer({"kind": options.kind, "number": options.number, "pdf": str(options.pdf)}, said)
    return 0
