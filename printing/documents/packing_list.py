"""The packing list: what is in which package, with weights, on A4."""

from collections.abc import Callable
from decimal import Decimal

from printing import figures
from printing.documents.form import Column, Field, Wording
from printing.documents.listed import NO_WORDING, ListPaper
from printing.papers import Packed, PackedItem, PackingList
from resources.i18n import N_


def render_packing_list(
    paper: PackingList, language: str = "zh_CN", size: str = "A4", wording: Wording = NO_WORDING
) -> bytes:
    """A packing list as PDF on one of listed.SHEETS. Raises Unprintable code_too_long, text_too_long."""
    return _PackingList(paper, language, size, wording).pdf()


class _PackingList(ListPaper):
    title = N_("PACKING LIST")

    def __init__(self, paper: PackingList, language: str, size: str, wording: Wording) -> None:
        super().__init__(paper.number, paper.prints, language, size, wording)
        self.paper, self.logo = paper, paper.seller.logo
        self.lots = any(item.lot for package in paper.packages for item in package.items)
        self.numbers = any(package.tracking for package in paper.packages)

    def fields(self, words: Callable[[str], str]) -> list[list[Field]]:
        paper, _ = self.paper, words
        return [
            [
                Field(_("Deliver to:"), paper.customer.company, 2),
                Field(_("Date:"), paper.day.isoformat(), key="day"),
            ],
            [
                Field(_("Attention:"), paper.customer.person, key="person"),
                Field(_("Telephone:"), paper.customer.phone, key="phone"),
                Field(_("Your order no.:"), paper.customer_order, key="reference"),
            ],
            [
                Field(_("Delivery address:"), paper.customer.address, 2, key="address"),
                Field(_("Sent by:"), paper.carrier, key="carrier"),
            ],
            [
                Field(_("From:"), paper.seller.company, 2, key="seller"),
                Field(_("Our order no.:"), ", ".join(paper.orders), key="orders"),
            ],
            [Field(_("Note:"), paper.remark, key="remark")],
        ]

    def columns(self, words: Callable[[str], str]) -> list[Column]:
        _ = words
        return [
            Column(_("Package"), 17, 0.5, bold=True),
            Column(_("Item no."), 27, key="sku"),
            Column(_("Goods"), 52, key="goods"),
            *([Column(_("Lot"), 20, key="lot")] if self.lots else []),
            Column(_("Qty"), 16, 1, bold=True, key="quantity"),
            Column(_("UoM"), 12, 0.5, key="unit"),
            Column(_("Net kg"), 15, 1, key="net"),
            Column(_("Gross kg"), 15, 1, key="gross"),
            *([Column(_("Waybill"), 28, key="waybill")] if self.numbers else []),
        ]

    def rows(self) -> list[list[str]]:
        return [
            self._cells(package, item, first=place == 0)
            for package in self.paper.packages
            for place, item in enumerate(package.items)
        ]

    def _cells(self, package: Packed, item: PackedItem, *, first: bool) -> list[str]:
        """One product of a package; what holds for the whole package stands at its first."""
        number = f"{package.number}/{len(self.paper.packages)}"
        name = "\n".join(filter(None, [item.name, item.spec]))
        cells = [number if first else "", item.sku, name, *([item.lot] if self.lots else [])]
        cells += [figures.quantity(item.quantity), item.unit]
        cells += [_kilograms(package.net), _kilograms(package.gross)] if first else ["", ""]
        return [*cells, package.tracking if first else ""] if self.numbers else cells

    def closing(self, words: Callable[[str], str]) -> list[str]:
        """How much there is in all; a weight only where it is known of each package."""
        packages, _ = self.paper.packages, words
        items = [item for package in packages for item in package.items]
        units = {item.unit for item in items}
        pieces = figures.quantity(sum((item.quantity for item in items), Decimal(0)))
        volume = self.paper.volume
        return [
            _("{n} packages").format(n=len(packages)),
            f"{pieces} {units.pop()}" if len(units) == 1 else "",
            *_weight(_("net {weight} kg"), [package.net for package in packages]),
            *_weight(_("gross {weight} kg"), [package.gross for package in packages]),
            f"{figures.quantity(volume)} m³" if volume is not None else "",
        ]

    def boxes(self, words: Callable[[str], str]) -> list[Field]:
        _ = words
        return [Field(_("Packed by"), self.paper.packed_by), Field(_("Checked by"), ""), Field(_("Received by"), "")]


def _kilograms(weight: Decimal | None) -> str:
    return figures.kilograms(weight) if weight is not None else ""


def _weight(told: str, weights: list[Decimal | None]) -> list[str]:
    known = [weight for weight in weights if weight is not None]
    return [told.format(weight=figures.kilograms(sum(known, Decimal(0))))] if len(known) == len(weights) else []
