"""The delivery note: what the receiver signs for, on A4 or on 241 mm continuous three-part paper."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from printing import figures, typeset
from printing.codes import code128
from printing.documents.form import (
    HAIR,
    PAD,
    Column,
    Field,
    Grid,
    Row,
    Table,
    Wording,
    own_columns,
    own_fields,
    pages,
    sign_boxes,
    stamp,
)
from printing.documents.listed import NO_WORDING
from printing.errors import Unprintable
from printing.papers import DeliveryNote, NoteLine
from printing.sheet import MM, Sheet
from resources.i18n import N_, translator

COPIES = (N_("1 Our copy (white)"), N_("2 Customer copy (red)"), N_("3 Signed copy (yellow)"))
SIGNED = {"warehouse": N_("Warehouse (sent)"), "sales": N_("Sales (released)")}


@dataclass(frozen=True, slots=True)
class _Paper:
    """Measures of one paper in millimetres and type sizes in points; `sets` prints a set of pages for each copy; with
    `brief` pages after the first name only the receiver again."""

    width: float
    height: float
    side: float
    edge: float
    dpi: int
    code: float
    bars: float
    sign: float
    title: float
    size: float
    sets: bool
    brief: bool = False


_PAPERS = {
    "A4": _Paper(210, 297, 14, 12, 300, 72, 11, 19, 20, 9, True),
    "A5": _Paper(210, 148, 10, 7, 300, 72, 9, 14, 16, 9, True),
    "241x140": _Paper(241, 140, 15.5, 5, 180, 84, 9, 15, 16, 9, False),
    "241x93.1": _Paper(241, 93.1, 15.5, 3.5, 180, 84, 8, 11, 13, 9, False, True),
}


def render_delivery_note(
    note: DeliveryNote,
    paper: str = "A4",
    language: str = "zh_CN",
    prices: bool = True,
    offset: tuple[float, float] = (0.0, 0.0),
    wording: Wording = NO_WORDING,
) -> bytes:
    """A delivery note as PDF.

    `paper`: A4 and A5 print one set of pages for each copy; 241x140 and 241x93.1 (three-part, continuous) one set that
    names them all at its foot. Without `prices` no money is on it. `offset` moves everything right and down, in
    millimetres; `wording` is how the company has its columns and fields.
    Raises Unprintable code_too_long, code_not_printable, text_too_long, unknown_paper.
    """
    if paper not in _PAPERS:
        raise Unprintable("unknown_paper", size=paper)
    words = translator(language)
    plan = _PAPERS[paper]
    sheet = Sheet(plan.width, plan.height, plan.dpi, note.number)
    copies = note.copies or tuple(words(name) for name in COPIES)
    layout = _Layout(sheet, note, plan, words, prices, language, offset, wording)
    for copy in copies if plan.sets else ("   ".join(copies),):
        layout.draw(copy)
    return sheet.pdf()


class _Layout:
    def __init__(
        self,
        sheet: Sheet,
        note: DeliveryNote,
        plan: _Paper,
        words: Callable[[str], str],
        prices: bool,
        language: str,
        offset: tuple[float, float],
        wording: Wording,
    ) -> None:
        self.sheet, self.note, self.plan, self.words = sheet, note, plan, words
        self.prices, self.chinese = prices, language != "en"
        self.specs = any(line.spec for line in note.lines)
        self.lots = any(line.lot or line.expiry for line in note.lines)
        self.x, self.top = plan.side * MM + offset[0] * MM, plan.edge * MM + offset[1] * MM
        self.width = sheet.width - 2 * plan.side * MM
        self.foot = sheet.height - plan.edge * MM - 3.5 * MM + offset[1] * MM
        columns, self.places = own_columns(self._columns(), wording)
        self.table = Table(self.x, self.width, columns, plan.size)
        self.grid = Grid(self.x, self.width, plan.size, own_fields(self._fields(), wording))
        self.brief = Grid(self.x, self.width, plan.size, self.grid.lines[:1]) if plan.brief else self.grid
        self.notes = Grid(self.x, self.width, plan.size, own_fields(self._closing(), wording))
        self.total = sum((line.amount for line in note.lines), Decimal(0))

    def draw(self, copy: str) -> None:
        """One set of pages with the name of a copy on it."""
        cells = [self._cells(n, line) for n, line in enumerate(self.note.lines, 1)]
        rows = [self.table.measure([line[at] for at in self.places]) for line in cells]
        start = self.brief.draw(None, self._title_foot()) + 1 * MM + self.table.head().height
        less = self.grid.draw(None, 0) - self.brief.draw(None, 0)
        span = self.plan.size + 2 * PAD
        closing = (2 if self.prices and self.chinese else 1) * span + self.notes.draw(None, 2 * MM)
        last = self.foot - start - span - closing - self.plan.sign * MM - 1 * MM
        parts = list(pages(rows, self.foot - start - 2 * span - 1 * MM, last, less))
        done = 0
        for number, part in enumerate(parts, 1):
            y = self._heading(copy, self.grid if number == 1 else self.brief)
            y = self._rows(y, part, done, number > 1)
            done += len(part)
            if number < len(parts):
                self._span(y, self.words("Carried forward"), done)
            else:
                self._close(y)
            self._page_foot(copy, number, len(parts))
            self.sheet.end_page()

    def _title_foot(self) -> float:
        plan = self.plan
        left = plan.title * 2 + plan.size + 7 * MM if plan.sets else 0.0
        return self.top + max(plan.bars * MM + 7 * MM, left)

    def _heading(self, copy: str, grid: Grid) -> float:
        """Who sells, the title, the number and its code, then to whom and how; gives where the table begins."""
        sheet, plan, note = self.sheet, self.plan, self.note
        right, code = self.x + self.width, code128(note.number)
        actual = sheet.module(code, plan.code * MM) * code.whole_width * sheet.dot
        foot = sheet.code(code, right - actual, self.top, actual, plan.bars * MM)
        sheet.text(right - actual / 2, foot + 0.8 * MM, note.number, 11, bold=True, align=0.5)
        room = self.width - actual - 2 * MM
        if plan.sets:
            self._seller(room)
            self._title(self.x, self._title_foot() - plan.title - 3 * MM, room, copy)
        else:
            wide = typeset.advance(self.words("DELIVERY NOTE"), True) * plan.title
            start = min(sheet.width / 2 - wide / 2, self.x + room - wide - 2 * MM)
            self._seller(start - self.x - 4 * MM)
            self._title(start, self.top, wide + 2 * MM, "")
        return grid.draw(sheet, self._title_foot()) + 1 * MM

    def _seller(self, room: float) -> None:
        sheet, plan, seller, x = self.sheet, self.plan, self.note.seller, self.x
        if seller.logo:
            high = self._title_foot() - self.top - (plan.title + 5 * MM if plan.sets else 2 * MM)
            indent = sheet.picture(seller.logo, x, self.top, room * 0.35, high) + 3 * MM
            x, room = x + indent, room - indent
        size = typeset.shrink_line(seller.company, room, plan.title * 0.7, 6, bold=True)
        sheet.text(x, self.top, seller.company, size, bold=True)
        contact = " · ".join(filter(None, [seller.address, seller.phone]))
        y = self.top + size * 1.3
        high = plan.size * 1.1 if plan.sets else self._title_foot() - y
        small = typeset.shrink_block(contact, room, high, plan.size * 0.92, 5)
        sheet.lines(x, y, typeset.wrap(contact, room, small), small)

    def _title(self, x: float, y: float, room: float, copy: str) -> None:
        """The title with the name of the copy beside it, and under it that this is a reprint."""
        sheet, plan, _ = self.sheet, self.plan, self.words
        wide = sheet.text(x, y, _("DELIVERY NOTE"), plan.title, bold=True)
        again = _("Reprint {n}").format(n=self.note.prints) if self.note.prints > 1 else ""
        if plan.sets:
            mark = "  ".join(filter(None, [copy, again]))
            size = typeset.shrink_line(mark, room - wide - 4 * MM, plan.size, 4)
            sheet.text(x + wide + 4 * MM, y + plan.title * 0.45, mark, size)
        else:
            sheet.text(x, y + plan.title * 1.3, again, plan.size)

    def _fields(self) -> list[list[Field]]:
        note, customer, _ = self.note, self.note.customer, self.words
        return [
            [
                Field(_("Deliver to:"), customer.company, 2),
                Field(_("Delivery date:"), note.day.isoformat(), key="day"),
            ],
            [
                Field(_("Attention:"), customer.person, key="person"),
                Field(_("Telephone:"), customer.phone, key="phone"),
                Field(_("Your order no.:"), note.customer_order, key="reference"),
            ],
            [
                Field(_("Delivery address:"), customer.address, 2, key="address"),
                Field(_("Sent by:"), note.carrier, key="carrier"),
            ],
            [
                Field(_("Our order no.:"), ", ".join(note.orders), key="orders"),
                Field(_("Sales contact:"), note.salesperson, key="salesperson"),
                Field(_("Vehicle:"), note.vehicle, key="vehicle"),
            ],
        ]

    def _columns(self) -> list[Column]:
        _ = self.words
        first = [
            Column("#", 7, 0.5),
            Column(_("Item no."), 24, key="sku"),
            Column(_("Goods"), 44 if self.prices else 52, key="goods"),
            *([Column(_("Specification"), 22, key="spec")] if self.specs else []),
            *([Column(_("Lot / use by"), 22, key="lot")] if self.lots else []),
            Column(_("Qty"), 17, 1, bold=True, key="quantity"),
            Column(_("UoM"), 11, 0.5, key="unit"),
        ]
        money = [Column(_("Unit price ¥"), 19, 1, key="price"), Column(_("Amount ¥"), 22, 1, key="amount")]
        return [*first, *money] if self.prices else [*first, Column(_("Line remark"), 28, key="remark")]

    def _cells(self, number: int, line: NoteLine) -> list[str]:
        lot = _stacked(line.lot, line.expiry.isoformat() if line.expiry else "")
        cells = [str(number), line.sku, _stacked(line.name, line.remark) if self.prices else line.name]
        cells += [line.spec] if self.specs else []
        cells += [lot] if self.lots else []
        cells += [_stacked(figures.quantity(line.quantity), line.packs), line.unit]
        if not self.prices:
            return [*cells, line.remark]
        return [*cells, figures.price(line.price), figures.amount(line.amount)]

    def _rows(self, y: float, rows: tuple[Row, ...], done: int, follows: bool) -> float:
        sheet = self.sheet
        y = self.table.draw(sheet, y, self.table.head(), head=True)
        if follows:
            y = self._span(y, self.words("Brought forward"), done)
        for row in rows:
            y = self.table.draw(sheet, y, row)
        return y

    def _span(self, y: float, text: str, lines: int) -> float:
        """The sum of the first `lines` lines, at the foot of a page or the head of the next."""
        count = self.words("{n} lines").format(n=lines)
        money = f"¥{figures.amount(sum((line.amount for line in self.note.lines[:lines]), Decimal(0)))}"
        return self.table.span(self.sheet, y, [(f"{text} · {count}", 0), (money if self.prices else "", 1)])

    def _close(self, y: float) -> None:
        """Totals under the last line; closing notes and the boxes to sign at the foot of the page."""
        y = self._span(y, self.words("Total"), len(self.note.lines))
        if self.prices and self.chinese:
            # The words of a Chinese bill; they have no English form.
            y = self.table.span(self.sheet, y, [(f"合计大写  {figures.capital(self.total)}", 0)])
        self.notes.draw(self.sheet, y + 2 * MM)
        high = self.plan.sign * MM
        self._sign(self.foot - high - 1 * MM, high)

    def _closing(self) -> list[list[Field]]:
        note, _ = self.note, self.words
        weight = f"{figures.kilograms(note.weight)} kg" if note.weight is not None else ""
        volume = f"{figures.quantity(note.volume)} m³" if note.volume is not None else ""
        lines = [
            [
                Field(_("Packages:"), str(note.packages or ""), key="packages"),
                Field(_("Gross weight:"), weight, key="weight"),
                Field(_("Volume:"), volume, key="volume"),
            ]
        ]
        if self.prices and note.owed_before is not None:
            total = sum((line.amount for line in note.lines), Decimal(0))
            lines.append(
                [
                    Field(_("Owed before ¥:"), figures.amount(note.owed_before), key="owed"),
                    Field(_("This delivery ¥:"), figures.amount(total), key="owed_now"),
                    Field(_("Owed in all ¥:"), figures.amount(note.owed_before + total), key="owed_in_all"),
                ]
            )
        account = note.bank_account if self.prices else ""
        return [
            *lines,
            [Field(_("Pay to:"), account, key="account")],
            [Field(_("Note:"), note.remark, key="note")],
            [Field(_("Terms:"), note.clause, key="clause")],
        ]

    def _sign(self, y: float, height: float) -> None:
        note, _ = self.note, self.words
        boxes = [
            Field(_("Prepared by"), note.prepared_by),
            Field(_("Approved by"), note.approved_by),
            *self._signatures(),
            Field(_("Delivered by"), ""),
            Field(_("Received in full: company, person, stamp, date"), "", 2.4),
        ]
        stamp(self.sheet, note.seal, self.x + self.width * 0.1, y + height)
        sign_boxes(self.sheet, self.x, y, self.width, height, boxes)

    def _signatures(self) -> list[Field]:
        """A box for the warehouse, and for each other role that signed, with the name and what was drawn."""
        there = {each.role: each for each in self.note.signed}
        roles = ["warehouse", *(role for role in there if role != "warehouse")]
        return [
            Field(self.words(SIGNED.get(role, role)), there[role].name, 1.0, there[role].drawn)
            if role in there
            else Field(self.words(SIGNED[role]), "")
            for role in roles
        ]

    def _page_foot(self, copy: str, number: int, count: int) -> None:
        sheet, size = self.sheet, self.plan.size * 0.9
        page = self.words("Page {n} of {count}").format(n=number, count=count)
        wide = sheet.text(self.x + self.width, self.foot + HAIR, page, size, align=1)
        room = self.width - wide - 4 * MM
        sheet.text(self.x, self.foot + HAIR, copy, typeset.shrink_line(copy, room, size, 4))


def _stacked(*texts: str) -> str:
    return "\n".join(filter(None, texts))
