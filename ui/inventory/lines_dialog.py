"""A form of several lines of goods: a product is typed or scanned."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from resources.i18n import _
from services import stock_finding
from services.errors import Refusal
from services.stock_finding import Goods, Looked
from ui.inventory.scans import ScanQueue
from ui.kit.lines_form import LinesForm
from ui.kit.search_field import SearchField
from ui.scan.filter import ScanFilter
from ui.shell import Shell


class LinesDialog(LinesForm):
    """As LinesForm, each line of a product. `scanned(looked)` acts on a scan; it returns why that does not count."""

    first = "goods"

    def __init__(
        self, parent: QWidget, shell: Shell, title: str, form_columns: int, scans: ScanFilter | None = None
    ) -> None:
        super().__init__(parent, shell, title, form_columns)
        self.goods = SearchField(shell, stock_finding.find_goods, lambda found: (found.name, found.sku),
                                 _("Name, SKU, barcode or initials"))  # fmt: skip
        self.goods.picked.connect(self._goods_picked)
        self.queue = ScanQueue(self, shell, self._scan, self.form.say)
        if scans is not None:
            scans.subscribe(self, self.queue.put)

    def goods_chosen(self, goods: Goods) -> None:
        """Another product is in the line being typed."""

    # scans

    def scanned(self, looked: Looked) -> str:
        """Act on goods, a bin or a purchase order; returns why it does not count."""
        return _("Nothing here takes “{text}”.").format(text=looked.text)

    def put_down(self) -> str:
        """The line that is begun goes into the list before another one begins; why it does not, or ""."""
        if self.add_line():
            return ""
        return _("First put right what is marked: the line is not in the list yet.")

    def quantity_scanned(self, quantity: Decimal) -> str:
        """The quantity of the sheet of commands."""
        self.editor("quantity").set_value(quantity)
        return ""

    def _scan(self, looked: Looked) -> str:
        if looked.kind == "unknown":
            return _("Nothing here is called “{text}”. It does not count.").format(text=looked.text)
        if looked.kind == "quantity" and looked.quantity is not None:
            return self.quantity_scanned(looked.quantity)
        if looked.kind != "command":
            return self.scanned(looked)
        if looked.command == "OK":
            self.save_button.click()  # which is off while it is being saved
        elif looked.command == "UNDO" and self.typed():
            self.empty_form()
        elif looked.command == "UNDO" and self.lines:
            self.remove(len(self.lines) - 1)
        return ""

    def _goods_picked(self, goods: Goods) -> None:
        self.goods_chosen(goods)
        missing = self.wanted()
        if missing:
            self.editor(missing[0]).setFocus(Qt.FocusReason.TabFocusReason)

    def _guilty(self, error: Refusal) -> int | None:
        """The line a refusal is about: the one with its SKU or lot, the last one for a figure of its own."""
        for at, (goods, line) in enumerate(self.lines):
            lot = str(getattr(line, "lot", "")).upper()
            if error.data.get("sku") == goods.sku or (lot and error.data.get("lot") == lot):
                return at
        return super()._guilty(error)
