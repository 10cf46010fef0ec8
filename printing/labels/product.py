"""The label on goods, 60 x 40 mm: name, number, lot and dates, the bar code, and a QR code where one is asked for."""

from collections.abc import Callable, Sequence

from printing import figures, typeset
from printing.codes import product_code, qr
from printing.errors import Unprintable
from printing.papers import ProductLabel
from printing.sheet import MM, Sheet
from resources.i18n import translator

WIDTH, HEIGHT = 60.0, 40.0
_MARGIN = 2 * MM
_CODE_TOP, _BARS = 24.5 * MM, 9.6 * MM
_NAME, _TEXT, _LEAST = 11.0, 8.0, 5.0
_QR = 18 * MM


def render_product_label(label: ProductLabel, dpi: int = 203, language: str = "zh_CN") -> bytes:
    """One label as PDF. Raises Unprintable code_too_long, code_not_printable, text_too_long."""
    return render_product_labels([label], dpi, language)


def render_product_labels(labels: Sequence[ProductLabel], dpi: int = 203, language: str = "zh_CN") -> bytes:
    """Labels as one PDF, a page each. Raises as `render_product_label`, with the SKU in the data."""
    sheet = Sheet(WIDTH, HEIGHT, dpi, labels[0].sku if len(labels) == 1 else "")
    words = translator(language)
    for label in labels:
        try:
            _draw(sheet, label, words)
        except Unprintable as error:
            error.data["number"] = label.sku
            raise
        sheet.end_page()
    return sheet.pdf()


def _draw(sheet: Sheet, label: ProductLabel, words: Callable[[str], str]) -> None:
    inner = sheet.width - 2 * _MARGIN
    if label.data:
        symbol = qr(label.data)
        actual = sheet.module(symbol, _QR) * symbol.whole_width * sheet.dot
        # Its quiet zone may reach to the label's edge, so it needs no margin of its own.
        sheet.code(symbol, sheet.width - actual, 0.8 * MM, actual, 0)
        inner -= actual - _MARGIN
    size = typeset.shrink_block(label.name, inner, 9.2 * MM, _NAME, _LEAST, bold=True)
    y = sheet.lines(_MARGIN, 1.8 * MM, typeset.wrap(label.name, inner, size, True), size, bold=True) + 1 * MM
    text = "\n".join(_facts(label, words))
    size = typeset.shrink_block(text, inner, _CODE_TOP - y - 0.8 * MM, _TEXT, _LEAST)
    sheet.lines(_MARGIN, y, typeset.wrap(text, inner, size), size)
    foot = sheet.code(product_code(label.barcode), 0, _CODE_TOP, sheet.width, _BARS)
    size = typeset.shrink_line(label.barcode, sheet.width - 2 * _MARGIN, _TEXT, _LEAST)
    sheet.text(sheet.width / 2, foot + 0.7 * MM, label.barcode, size, align=0.5)


def _facts(label: ProductLabel, words: Callable[[str], str]) -> list[str]:
    """Lines under the name; what is not known takes no room."""
    _ = words
    amount = f"{figures.quantity(label.quantity)} {label.unit}" if label.quantity is not None else label.unit
    price = f"¥{figures.price(label.price)}" if label.price is not None else ""
    lot = _("Lot {lot}").format(lot=label.lot) if label.lot else ""
    made = _("Made {day}").format(day=label.made.isoformat()) if label.made else ""
    expiry = _("Use by {day}").format(day=label.expiry.isoformat()) if label.expiry else ""
    lines = [[label.sku, amount, price], [label.spec, label.company], [lot], [made, expiry]]
    return [text for line in lines if (text := "  ".join(filter(None, line)))]
