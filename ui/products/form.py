"""The form of a product, new or changed: `product_dialog(owner, shell, done, record=..., suppliers=...)`."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services import attachments, catalogue
from services.attachments import Attached
from services.catalogue import Code, ProductData
from services.records import ProductRecord
from services.scanning import check_digit, parse
from services.unit import Created
from ui.kit.attachments import Attachments
from ui.kit.case_dialog import CaseDialog
from ui.kit.fields import CheckField, ChoiceField, DecimalField, IntField, NotesField, TextField
from ui.kit.formats import quantity
from ui.kit.forms import Form
from ui.kit.picture import Picture
from ui.scan.filter import ScanFilter
from ui.shell import Shell

CODE_LINE = re.compile(r"^(\S+?)(?:\s*[x×*]\s*(\d+(?:\.\d{1,3})?)\s*(\S*))?$", re.IGNORECASE)
GTIN_LENGTHS = (8, 12, 13, 14)
PICTURE = 120
FIELDS = {"sku_taken": "sku", "barcode_taken": "codes", "unknown_supplier": "supplier_id"}


def product_dialog(
    owner: QWidget,
    shell: Shell,
    done: Callable[[Created], None],
    record: ProductRecord | None = None,
    suppliers: Sequence[tuple[int, str]] = (),
    scans: ScanFilter | None = None,
) -> CaseDialog:
    """Add a product, or change `record`; its SKU stays. A scan adds its barcode."""
    form = Form()
    _add_names(form, suppliers)
    _add_figures(form, prices=shell.may("prices.view"))
    if record is None:
        dialog = CaseDialog(
            owner, shell, _("New product"), form, _("Add product"),
            lambda values: lambda call: catalogue.add_product(call, product_data(values)), done, FIELDS,
        )  # fmt: skip
    else:
        form.set_values(_shown(record.data, form))
        form.editor("sku").setReadOnly(True)
        title = _("Change {name}").format(name=record.data.name)
        dialog = CaseDialog(
            owner, shell, title, form, _("Save"),
            lambda values: lambda call: catalogue.change_product(
                call, record.id, record.version, product_data(values, record.data)
            ),
            done, FIELDS,
        )  # fmt: skip
        _add_picture(dialog, shell, record)
    if scans is not None:
        scans.subscribe(dialog, form.editor("codes").add)
    dialog.open()
    return dialog


def _add_picture(dialog: CaseDialog, shell: Shell, record: ProductRecord) -> None:
    """The picture on top, and the files below the fields: added here they are kept at once."""
    picture, files = Picture(shell, PICTURE), Attachments(shell, "product", lambda: read())

    def show(found: tuple[Attached, ...]) -> None:
        files.show_files(record.id, found)
        picture.show_product(record.id)

    def read() -> None:
        shell.read(dialog, lambda: attachments.listed("product", record.id), show, key="files")

    show(record.files)
    dialog.body.insertWidget(0, picture)
    dialog.body.insertWidget(2, files)


def _add_names(form: Form, suppliers: Sequence[tuple[int, str]]) -> None:
    form.add("sku", _("SKU"), TextField(_("Such as BR-6204")), required=True)
    form.add("name", _("Name"), TextField(), required=True)
    form.add("name_en", _("English name"), TextField(), hint=_("On English screens and papers"))
    form.add("spec", _("Spec"), TextField())
    form.add("unit", _("Unit"), TextField(_("Such as: pcs, box, kg")))
    form.add("category", _("Category"), TextField())
    carton = _("A carton as: 16901234567899 × 12 box")
    form.add("codes", _("Barcodes, one a line"), BarcodesField(), span=2, hint=carton)
    form.add("supplier_id", _("Supplier"), ChoiceField([(None, "—"), *suppliers]))
    form.add("lead_days", _("Lead time in days"), IntField(0, 365, example="7"))
    form.add("lot_tracked", _("Lots"), CheckField(_("Tracked by lot")))
    serial = _("Each has a serial number of its own")
    hint = _("The bench wants each piece's own code, and takes none twice")
    form.add("serial_tracked", _("Serial numbers"), CheckField(serial), hint=hint)
    form.add("shelf_life_days", _("Shelf life in days"), IntField(1, 36500, example="365"), hint=_("Empty: no expiry"))


def _add_figures(form: Form, *, prices: bool) -> None:
    form.add("price", _("Price ¥"), DecimalField(4, example="12.50"))
    form.add("safety_stock", _("Safety stock"), DecimalField(3, example="100"))
    form.add("min_order", _("Least to order"), DecimalField(3, example="500"), hint=_("The supplier sells no fewer"))
    if prices:
        form.add("min_price", _("Least price ¥"), DecimalField(4, example="10"))
        form.add("cost", _("Cost ¥"), DecimalField(4, example="8"))
    form.add("weight_g", _("Weight in grams"), IntField(0, 10_000_000, example="350"))
    form.add("length_mm", _("Length in mm"), IntField(0, 100_000, example="200"))
    form.add("width_mm", _("Width in mm"), IntField(0, 100_000, example="150"))
    form.add("height_mm", _("Height in mm"), IntField(0, 100_000, example="80"))
    form.add("note", _("Note"), NotesField(lines=2), span=2)
    form.add("active", _("In use"), CheckField(_("Offered when orders are typed")))
    form.set_values({"lead_days": 7, "active": True})


def _shown(data: ProductData, form: Form) -> dict[str, Any]:
    known = form.values()
    shown = {name: getattr(data, name) for name in known if name != "codes"}
    return shown | {"codes": "\n".join(_code_line(code) for code in data.codes)}


def _code_line(code: Code) -> str:
    if code.factor == 1 and not code.unit:
        return code.code
    return f"{code.code} × {quantity(code.factor)} {code.unit}".strip()


def product_data(values: dict[str, Any], before: ProductData | None = None) -> ProductData:
    """The form's values as the use case wants them; what a person may not see stays as it was."""
    kept = {"min_price": before.min_price, "cost": before.cost} if before else {}
    given = kept | values
    plain = {name: value for name, value in given.items() if name != "codes"}
    plain |= {name: values[name] or Decimal(0) for name in ("safety_stock", "min_order")}
    plain |= {"lead_days": values["lead_days"] or 0}
    return ProductData(**plain, codes=parse_codes(values["codes"]))


class BarcodesField(NotesField):
    """One barcode a line, with its factor behind a ×."""

    def __init__(self) -> None:
        super().__init__(lines=3)

    def add(self, text: str) -> None:
        """One more barcode, as it was scanned; one that is there already stays once."""
        code = parse(text).code
        lines = [line.strip() for line in self.value().splitlines() if line.strip()]
        if code and code not in (line.split()[0].upper() for line in lines):
            self.set_value("\n".join([*lines, code]))

    def problem(self) -> str:
        lines = [line.strip() for line in self.value().splitlines() if line.strip()]
        wrong = next((line for line in lines if not CODE_LINE.match(line)), "")
        if wrong:
            return _("“{line}” is no barcode. Type 6901234567892, or 16901234567899 × 12.").format(line=wrong)
        mistyped = next((code.code for code in parse_codes(self.value()) if not _digits_agree(code.code)), "")
        said = _("The last digit of {code} does not fit the others: a digit is mistyped.")
        return said.format(code=mistyped) if mistyped else ""


def _digits_agree(code: str) -> bool:
    """Whether a code that looks like a GTIN ends with its check digit; other codes are free."""
    if not code.isascii() or not code.isdigit() or len(code) not in GTIN_LENGTHS:
        return True
    return check_digit(code[:-1]) == int(code[-1])


def parse_codes(text: str) -> tuple[Code, ...]:
    """Barcodes from lines such as `16901234567899 × 12 box`; lines that are none are left out."""
    found = [CODE_LINE.match(line.strip()) for line in text.splitlines() if line.strip()]
    return tuple(Code(each[1], Decimal(each[2] or 1), each[3] or "") for each in found if each)
