"""Products: what the company sells, with codes, units, lots, prices and limits."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from resources.i18n import _, language
from services import records
from services.records import ProductRecord
from ui.importing.offer import offer_import
from ui.kit.attachments import Attachments
from ui.kit.buttons import action_button, link_button
from ui.kit.formats import price, quantity
from ui.kit.labels import Chip, label, state_chip
from ui.kit.panel import KeyFacts, MiniColumn, MiniTable, section
from ui.kit.picture import Picture
from ui.kit.record_window import RecordWindow
from ui.papers.dialog import PrintDialog, Subject
from ui.products.form import product_dialog
from ui.products.price import price_entry, product_price_dialog
from ui.scan.filter import ScanFilter
from ui.shell import Shell

PICTURE = 140


class ProductsWindow(RecordWindow):
    """See the module."""

    story_kind = "product"
    print_key = "Ctrl+Alt+L"  # Ctrl+P prints labels
    topics = frozenset({"products", "stock"})

    def __init__(
        self, shell: Shell, printers: Callable[[], list[str]] | None = None, scans: ScanFilter | None = None
    ) -> None:
        self._scans = scans
        super().__init__(
            shell, _("Products"), _("What is sold, with its codes, units, prices and limits"), records.PRODUCT_LIST,
            verb=_("New product"), icon="tag", edit_right="products.edit", search=_("Name, SKU, barcode"),
            empty=_("No products yet"),
            empty_text=_("Add the first one here, or drop a whole list on this window (F7)."),
        )  # fmt: skip
        self._printers = printers
        self.import_button = offer_import(self, "products", "prices", bar=self.pane.bar)

    def read(self, record_id: int) -> ProductRecord | None:
        return records.product_record(record_id)

    def show_record(self, record: ProductRecord) -> None:
        data = record.data
        name = data.name_en if data.name_en and not language().startswith("zh") else data.name
        chips = [state_chip("stock_level", record.level)] if data.active else [Chip(_("Not in use"), "ban", "neutral")]
        self.panel.set_head(data.sku, name, *chips)
        picture, files = Picture(self.shell, PICTURE), Attachments(self.shell, "product", self.refresh)
        picture.show_product(record.id)
        files.show_files(record.id, record.files)
        parts = [picture, KeyFacts(self._facts(record)), section(_("Barcodes and units")), self._codes(record)]
        parts += self._prices(record)
        if data.note:
            parts += [section(_("Note")), label(data.note, wrap=True)]
        self.panel.set_body([*parts, files], keep=True)
        stock = action_button(_("Stock"), "boxes", "F8")
        stock.clicked.connect(partial(self.shell.go, "inventory", id=record.id))
        labels = action_button(_("Labels…"), "printer", "Ctrl+P")
        labels.clicked.connect(partial(self._print_labels, record))
        self.panel.set_foot([labels, stock, self.edit_button()])

    def _print_labels(self, record: ProductRecord) -> None:
        """Labels for goods, of one lot or without."""
        PrintDialog(self, self.shell, Subject(("product", "lot"), record.data.sku, record.id), self._printers).open()

    def _prices(self, record: ProductRecord) -> list[QWidget]:
        """What levels pay, and everybody from a quantity on."""
        may = self.shell.may("customers.edit")
        if not record.prices and not may:
            return []
        add = link_button(_("Add price"))
        add.clicked.connect(lambda: product_price_dialog(self, self.shell, record, self.saved_price))
        nothing = label(_("None: the standard price holds for everybody."), "hint", wrap=True)
        shown = [price_entry(self, self.shell, each, each.who or _("Everybody"), self.saved_price)
                 for each in record.prices]  # fmt: skip
        return [section(_("Special prices"), add if may else None), *(shown or [nothing])]

    def saved_price(self, _made: object) -> None:
        if self.record is not None:
            self._read(self.record.id)

    def _facts(self, record: ProductRecord) -> list[tuple[str, str]]:
        data, seen = record.data, self.shell.may("prices.view")
        lots = _("By lot") if data.lot_tracked else _("No lots")
        life = _("{days} days").format(days=data.shelf_life_days) if data.shelf_life_days else "—"
        size = " × ".join(str(side) for side in (data.length_mm, data.width_mm, data.height_mm) if side)
        return [
            (_("Available"), f"{quantity(record.available)} {data.unit}"), (_("Incoming"), quantity(record.incoming)),
            (_("Safety stock"), quantity(data.safety_stock)), (_("Category"), data.category or "—"),
            (_("Price ¥"), price(data.price) if data.price is not None else "—"),
            *([(_("Cost ¥"), price(data.cost) if data.cost is not None else "—")] if seen else []),
            (_("Lots"), lots), (_("Shelf life"), life), (_("Supplier"), record.supplier or "—"),
            (_("Lead time"), _("{days} days").format(days=data.lead_days)),
            *([(_("Least to order"), quantity(data.min_order))] if data.min_order else []),
            (_("Weight"), f"{data.weight_g:,} g" if data.weight_g else "—"), (_("Size in mm"), size or "—"),
        ]  # fmt: skip

    def _codes(self, record: ProductRecord) -> Any:
        columns = (MiniColumn(_("Code")), MiniColumn(_("Unit"), 80), MiniColumn(_("Counts"), 80, right=True))
        rows = [(code.code, code.unit or record.data.unit, quantity(code.factor)) for code in record.data.codes]
        return MiniTable(columns, rows) if rows else label(_("No barcode: it can be found by its SKU only."), "hint")

    def new(self) -> None:
        self._open(None)

    def edit(self, record: ProductRecord) -> None:
        self._open(record)

    def _open(self, record: ProductRecord | None) -> None:
        def open_form(suppliers: tuple[tuple[int, str], ...]) -> None:
            product_dialog(self, self.shell, self.saved, record, suppliers, self._scans)

        self.shell.read(self, records.suppliers, open_form, key="suppliers")
