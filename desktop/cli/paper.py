"""`packdesk print label|note|picklist|handover NUMBER --pdf FILE`."""

import argparse
from pathlib import Path

from desktop.cli.context import Context
from resources.i18n import _
from services.errors import Unavailable

LANGUAGES = {"zh": "zh_CN", "en": "en"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("label", "note", "picklist", "handover"), help=_("which paper"))
    parser.add_argument("number", help=_("the number of the delivery, for a label also of the package"))
    parser.add_argument("--pdf", type=Path, required=True, metavar="FILE", help=_("where to write it"))
    parser.add_argument("--dpi", type=int, choices=(203, 300), default=203, help=_("of the label printer"))
    parser.add_argument("--lang", choices=tuple(LANGUAGES), help=_("the language of the paper"))


def run(context: Context, options: argparse.Namespace) -> int:
    """Refuses unknown_delivery, not_packed, not_released, not_printable; Unavailable file_not_written."""
    from services import papers, settings

    context.open()
    context.actor("deliveries.view")
    language = LANGUAGES.get(options.lang) or settings.get("company.language")
    pdf = papers.render(options.kind, options.number, dpi=options.dpi, language=language)
    try:
        options.pdf.write_bytes(pdf)
    except OSError as error:
        raise Unavailable("file_not_written", file=str(options.pdf), reason=error.strerror or str(error)) from error
    said = _("{number} is in {file}.").format(number=options.number, file=options.pdf)
    context.answer({"kind": options.kind, "number": options.number, "pdf": str(options.pdf)}, said)
    return 0
