"""A delivery counted by an RFID reader: how many of its pieces were found, which are missing, which do not belong.

    TagCountDialog(window, shell, delivery_id, number, scans, first="3035...").open()
"""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from resources.i18n import _, ngettext
from services import scanning, tags
from services.tags import TagCount, TagLine
from ui.delivery.words import product_name
from ui.kit.buttons import action_button
from ui.kit.dialog import Dialog
from ui.kit.fields import ChoiceField
from ui.kit.formats import quantity
from ui.kit.labels import boxed, clear, column, label, row
from ui.kit.panel import MiniCell, MiniColumn, MiniTable
from ui.scan.filter import ScanFilter
from ui.shell import Shell

# Tags come by the dozen: what they are is looked up once they pause, or at the latest so much later.
GATHER_MS = 150
SHOWN = 12
GOODS_WIDTH = 240


class TagCountDialog(Dialog):
    """See the module. Nothing is booked: the bench picks, this tells whether all is there."""

    def __init__(
        self, parent: QWidget, shell: Shell, delivery: int, number: str, scans: ScanFilter | None, first: str = ""
    ) -> None:
        super().__init__(parent, _("Count {number} by its tags").format(number=number))
        self.shell, self._delivery = shell, delivery
        self._tags: set[str] = set()
        self.head = label("", "dialogTitle", wrap=True)
        self.body.addWidget(self.head)
        self._found = column(gap=10)
        self.body.addWidget(boxed(self._found))
        self.goods = ChoiceField()
        self.goods.setMinimumWidth(GOODS_WIDTH)
        self.bind = action_button("", "tag")
        self.bind.clicked.connect(self._bind)
        self._unknown = boxed(row(self.goods, self.bind, None))
        self.body.addWidget(self._unknown)
        self._strangers: tuple[str, ...] = ()
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self._look)
        again = self.buttons(_("Begin anew"), self.begin_anew, kind="secondary", cancel=_("Close"))
        again.setAutoDefault(False)
        self._scans = scans
        if scans is not None:
            scans.subscribe(self, self.take)
            scans.count_tags_anew()
        self.take(first)
        self._look()

    def take(self, text: str) -> None:
        """One tag, however often it comes; any other code is said."""
        scan = scanning.parse(text)
        if scan.kind == "epc":
            self._tags.add(scan.code)
            if not self._gather.isActive():
                self._gather.start()
        elif text:
            self.shell.toast(_("“{text}” is no RFID tag.").format(text=text))

    def begin_anew(self) -> None:
        self._tags.clear()
        if self._scans is not None:
            self._scans.count_tags_anew()
        self._look()

    def _look(self) -> None:
        found = frozenset(self._tags)
        self.shell.read(self, partial(tags.count, self._delivery, found), self._show, key="tags")

    def _show(self, found: TagCount) -> None:
        told = _("{found} of {wanted} found").format(found=quantity(found.found), wanted=quantity(found.wanted))
        whole = not found.missing and not found.strange and not found.over
        self.head.setText(told + (_(": all is there, and nothing else.") if whole else ""))
        clear(self._found)
        if found.missing:
            rows = [self._line(line, quantity(line.missing)) for line in found.missing]
            self._table(_("Missing"), rows)
        if found.over:
            self._table(_("Too many"), [self._line(line, quantity(line.found - line.wanted)) for line in found.over])
        if found.strange:
            cells: list[list[MiniCell | str]] = [[tag, sku or _("Unknown")] for tag, sku in found.strange[:SHOWN]]
            self._found.addWidget(label(_("Not of this delivery: {count}").format(count=len(found.strange)), "section"))
            self._found.addWidget(MiniTable((MiniColumn(_("Tag")), MiniColumn(_("Product"), 160)), cells))
        self._offer(found)

    def _table(self, title: str, rows: list[list[MiniCell | str]]) -> None:
        self._found.addWidget(label(title, "section"))
        self._found.addWidget(MiniTable((MiniColumn(_("Product")), MiniColumn(_("Quantity"), 90, right=True)), rows))

    @staticmethod
    def _line(line: TagLine, count: str) -> list[MiniCell | str]:
        return [MiniCell(product_name(line.name, line.name_en), line.sku, strong=True), count]

    def _offer(self, found: TagCount) -> None:
        """Tags of nothing known can be given to goods of this delivery."""
        self._strangers = tuple(tag for tag, sku in found.strange if not sku and scanning.parse(tag).gtin == "")
        self.goods.set_choices([(line.product_id, product_name(line.name, line.name_en)) for line in found.lines])
        count = len(self._strangers)
        one = ngettext("The unknown tag is on this product", "The {count} unknown tags are on this product", count)
        self.bind.setText(f" {one.format(count=count)}")
        self._unknown.setVisible(bool(count) and self.shell.may(tags.bind_tags.right))

    def _bind(self) -> None:
        product, given = self.goods.value(), self._strangers
        self.shell.run(
            self, lambda call: tags.bind_tags(call, product, given), lambda _made: self._look(), button=self.bind
        )
