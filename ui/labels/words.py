"""What the label designer calls kinds, elements and their properties, and its sentences about what it finds."""

from printing.labels.fields import Field
from printing.labels.findings import Finding
from printing.labels.layout import AnyElement, Bars, Box, Layout, Line, Picture, Text
from resources.i18n import N_, _

KINDS = {
    "label": N_("Shipping labels"), "carton": N_("Carton labels"), "product": N_("Product labels"),
    "lot": N_("Lot labels"), "bin": N_("Bin labels"), "badge": N_("Badges"), "command": N_("Scanner commands"),
}  # fmt: skip
# What can be added: its name, term and icon.
ELEMENTS = (
    ("text", N_("Text"), "type"), ("code", N_("Barcode"), "scan-barcode"),
    ("qr", N_("QR code"), "qr-code"), ("line", N_("Straight line"), "minus"),
    ("box", N_("Frame"), "square"), ("picture", N_("Picture"), "image"),
)  # fmt: skip
SYMBOLOGIES = (
    ("code128", "Code 128"), ("gs1-128", "GS1-128"), ("product", N_("EAN-13, else Code 128")), ("ean13", "EAN-13"),
    ("ean8", "EAN-8"), ("upca", "UPC-A"), ("itf14", "ITF-14"), ("qr", N_("QR code")), ("datamatrix", "Data Matrix"),
)  # fmt: skip
SPARES = (("", N_("None: the label is refused")), ("qr", N_("QR code")), ("datamatrix", "Data Matrix"))
ALIGNS = (("left", N_("Left")), ("center", N_("Centre")), ("right", N_("Right")))
UPRIGHTS = (("top", N_("Top")), ("middle", N_("Middle")), ("bottom", N_("Bottom")))
TURNS = ((0, "0°"), (90, "90°"), (180, "180°"), (270, "270°"))
OVER = (
    ("refuse", N_("The label is refused")), ("cut", N_("It is cut, with …")),
    ("count", N_("Lines are left out and counted")),
)  # fmt: skip
TESTS = (
    ("", N_("Always")), ("there", N_("When this has a value:")), ("missing", N_("When this has no value:")),
    ("is", N_("When this is the value below:")), ("is_not", N_("When this is not the value below:")),
)  # fmt: skip
FOUND = {
    "text_too_long": N_("The text does not fit. Make the box larger, or its least type size smaller."),
    "code_too_long": N_("The code does not fit with bars that print. Make it wider, or its text shorter."),
    "code_not_printable": N_("“{text}” can't be in this code. Choose QR code, or use 0 to 9, A to Z and hyphens."),
    "code_not_digits": N_("“{text}” is no number of {count} digits. Choose another kind of code."),
    "code_check_digit": N_("The last digit of “{text}” is not its check digit. Look at the number."),
    "element_outside": N_("It reaches beyond the label. Move it inside, or make it smaller."),
    "empty_name": N_("The label has no name. Type one with nothing chosen."),
    "bad_label_text": N_("A brace or bracket is open in “{text}”."),
    "bad_label_format": N_("The field {field} can't be written as “{format}”."),
    "unknown_label_field": N_("There is no field “{field}”. Choose one from the list."),
    "labels_beyond_sheet": N_("{columns} × {rows} labels do not fit on the sheet. Take fewer, or smaller gaps."),
    "type_small": N_("Type of {size} points is hard to read. Make the box larger, or the text shorter."),
    "module_small": N_("Its squares are {module} mm; below 0.33 mm some scanners miss it. Make it larger."),
    "module_retail": N_("Its bars are {module} mm; shops ask for at least 0.264 mm. Make it wider."),
    "bars_low": N_("Bars {height} mm high are easily missed; 10 mm or more are better."),
    "quiet_zone": N_("Element {other} reaches into the blank around the code. Move them apart."),
    "unread": N_("The code was not read back from the printer's dots. Make it larger."),
}  # fmt: skip


def choices(pairs: tuple[tuple[object, str], ...]) -> list[tuple[object, str]]:
    """Pairs with their terms in the language of the screen."""
    return [(value, _(term)) for value, term in pairs]


def element_word(each: AnyElement) -> tuple[str, str]:
    """What an element is called in the list, and its icon: for a text what it says."""
    match each:
        case Text():
            return each.text.replace("\n", " ") or _("Text"), "type"
        case Bars():
            square = each.symbology in ("qr", "datamatrix")
            return each.text, "qr-code" if square else "scan-barcode"
        case Line():
            return _("Straight line"), "minus"
        case Box():
            return _("Frame"), "square"
        case Picture():
            return _("Picture"), "image"


def sentence(finding: Finding, layout: Layout) -> str:
    """A finding in words, with the number of its element."""
    told = _(FOUND[finding.code]).format(**finding.data)
    if not finding.place or finding.place > len(layout.elements):
        return told
    return _("Element {place}: {told}").format(place=finding.place, told=told)


def field_word(field: Field) -> str:
    return _(field.term)
