"""The label of a package: carrier, tracking number, who it is for, what is inside, its own number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from printing import figures, typeset
from printing.codes import Code, code128, qr
from printing.errors import Unprintable
from printing.papers import Party, ShippingLabel
from printing.sheet import MM, Sheet
from resources.i18n import N_, translator

SIZES = {"100x150": (100.0, 150.0), "76x130": (76.0, 130.0)}
HANDLING = {
    "fragile": N_("FRAGILE"),
    "upright": N_("THIS WAY UP"),
    "dry": N_("KEEP DRY"),
    "cold": N_("KEEP COLD"),
    "heavy": N_("HEAVY"),
}
_HEAVY, _THIN = 0.5 * MM, 0.25 * MM
_LEAST = 6.0
_LEAST_QR = 14 * MM


@dataclass(frozen=True, slots=True)
class _Plan:
    """Measures of one size of label, in points; `big`, `body` and `small` are type sizes."""

    margin: float
    indent: float
    head: float
    band: float
    bars: float
    recipient: float
    sender: float
    qr: float
    big: float
    strong: float
    body: float
    small: float


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of a head and of what follows it, with their sizes and the gap between."""

    head: tuple[str, ...]
    rest: tuple[str, ...]
    first: float
    size: float
    gap: float

    @property
    def height(self) -> float:
        return typeset.height(len(self.head), self.first) + self.gap + typeset.height(len(self.rest), self.size)


_PLANS = {
    "100x150": _Plan(4 * MM, 11 * MM, 15 * MM, 35 * MM, 21 * MM, 29 * MM, 12 * MM, 37 * MM, 19, 15.5, 12.5, 10.5),
    "76x130": _Plan(3 * MM, 9 * MM, 12.5 * MM, 30 * MM, 18 * MM, 26 * MM, 11 * MM, 30 * MM, 15.5, 13, 10.5, 9),
}


def render_label(label: ShippingLabel, dpi: int = 203, language: str = "zh_CN", size: str = "100x150") -> bytes:
    """One label as a PDF of one page.

    Raises Unprintable code_too_long, code_not_printable, text_too_long, unknown_paper.
    """
    return render_labels([label], dpi, language, size)


def render_labels(
    labels: Sequence[ShippingLabel], dpi: int = 203, language: str = "zh_CN", size: str = "100x150"
) -> bytes:
    """Labels as one PDF, a page each. Raises as `render_label`, with the package's number in the data."""
    if size not in SIZES:
        raise Unprintable("unknown_paper", size=size)
    sheet = Sheet(*SIZES[size], dpi, labels[0].package if len(labels) == 1 else "")
    words = translator(language)
    for label in labels:
        try:
            _Layout(sheet, label, _PLANS[size], words).draw()
        except Unprintable as error:
            error.data["number"] = label.package
            raise
        sheet.end_page()
    return sheet.pdf()


class _Layout:
    def __init__(self, sheet: Sheet, label: ShippingLabel, plan: _Plan, words: Callable[[str], str]) -> None:
        self.sheet, self.label, self.plan, self.words = sheet, label, plan, words
        self.left, self.right = plan.margin, sheet.width - plan.margin
        self.inner = self.right - self.left

    def draw(self) -> None:
        y = self._head()
        y = self._tracking(y)
        room = self.sheet.height - y - self._package_height()
        y = self._party(y, room - self.plan.sender, self.words("TO"), self.label.to, strong=True)
        room = self.sheet.height - y - self._package_height()
        y = self._party(y, room, self.words("FROM"), self.label.sender, strong=False)
        self._package(y)

    def _rule(self, y: float, thick: float = _HEAVY) -> float:
        self.sheet.bar(0, y - thick / 2, self.sheet.width, thick)
        return y

    def _head(self) -> float:
        plan, label = self.plan, self.label
        top = (plan.head - plan.big) / 2
        count = f"{label.index} / {label.count}"
        width = self.sheet.text(self.right, top, count, plan.big, bold=True, align=1)
        room = self.inner - width - 3 * MM
        if label.route:
            size = typeset.shrink_line(label.route, room * 0.55, plan.big, _LEAST, bold=True)
            wide = self.sheet.text(self.right - width - 4 * MM, top, label.route, size, bold=True, align=1)
            room -= wide + 3 * MM
        self._squeezed(self.left, 0, room, plan.head, label.carrier, plan.big)
        return self._rule(plan.head)

    def _squeezed(self, x: float, y: float, width: float, room: float, text: str, size: float) -> None:
        """Bold text in the middle of a band: one line if it fits at two thirds of its size, else several."""
        if typeset.advance(text, True) * size * 0.66 <= width:
            fitting = typeset.shrink_line(text, width, size, _LEAST, bold=True)
        else:
            fitting = typeset.shrink_block(text, width, room - 2 * MM, size * 0.75, _LEAST, bold=True)
        lines = typeset.wrap(text, width, fitting, True)
        self.sheet.lines(x, y + (room - typeset.height(len(lines), fitting)) / 2, lines, fitting, bold=True)

    def _tracking(self, top: float) -> float:
        plan, text = self.plan, self.label.tracking or self.label.package
        y = top + 3.5 * MM
        foot = self.sheet.code(code128(text), 1 * MM, y, self.sheet.width - 2 * MM, plan.bars)
        size = typeset.shrink_line(text, self.inner, plan.body + 1.5, _LEAST)
        shown = _spaced(text) if self.label.tracking else text
        if typeset.advance(shown) * size > self.inner:
            shown = text
        self.sheet.text(self.sheet.width / 2, foot + 1.6 * MM, shown, size, align=0.5)
        return self._rule(top + plan.band)

    def _party(self, top: float, limit: float, title: str, party: Party, strong: bool) -> float:
        """Who it is for or from: name and telephone, then address and company, in as much of `limit` as they need."""
        plan, x = self.plan, self.left + self.plan.indent
        width = self.right - x
        if party.logo and not strong:
            at, high = x + width * 0.76, plan.sender - 4 * MM
            wide = self.sheet.picture(party.logo, at, top + 2 * MM, width * 0.24, high, 1.0)
            width -= wide + 2 * MM if wide else 0.0
        usual = (plan.recipient if strong else plan.sender) - 5 * MM
        block = self._party_block(party, width, usual, max(usual, limit - 5 * MM), strong)
        room = max(usual, block.height)
        y = top + 2.5 * MM + (room - block.height) / 2
        mark = typeset.shrink_line(title, plan.indent - 1.2 * MM, block.first, 4, bold=True)
        self.sheet.text(self.left, y + (block.first - mark) * 0.8, title, mark, bold=True)
        y = self.sheet.lines(x, y, block.head, block.first, bold=strong)
        self.sheet.lines(x, y + block.gap, block.rest, block.size)
        return self._rule(top + room + 5 * MM, _THIN if strong else _HEAVY)

    def _party_block(self, party: Party, width: float, usual: float, most: float, strong: bool) -> _Block:
        """Smaller type in the usual room comes first, then more room, then type as small as can be read."""
        head, rest, size = self._party_text(party, width, strong)
        gap = (1.4 * MM if strong else 0.6 * MM) if head and rest else 0.0
        for least, room in ((0.75 * size, usual), (_LEAST, most)):
            while size >= least:
                first = size * (1.2 if strong else 1)
                block = _Block(
                    typeset.wrap(head, width, first, strong), typeset.wrap(rest, width, size), first, size, gap
                )
                if block.height <= room:
                    return block
                size -= typeset.STEP
            size += 1
        raise Unprintable("text_too_long", text=f"{head} {rest}".strip())

    def _party_text(self, party: Party, width: float, strong: bool) -> tuple[str, str, float]:
        phone = figures.masked_phone(party.phone) if strong and self.label.mask_phone else party.phone
        if strong:
            names = [party.person or party.company, phone]
            rest = "\n".join(filter(None, [party.address, party.company if party.person else ""]))
            head = "  ".join(filter(None, names))
            if typeset.advance(head, True) * self.plan.body * 1.2 > width:
                head = "\n".join(filter(None, names))
            return head, rest, self.plan.body
        head = " · ".join(filter(None, [party.company or party.person, phone]))
        return head, party.address, self.plan.small

    def _package(self, top: float) -> None:
        """What is left: the package's number and code, its figures, what is inside, when it was printed."""
        plan, label = self.plan, self.label
        y = top + 3 * MM
        size = typeset.shrink_line(label.package, self.inner, plan.strong - 1, _LEAST, bold=True)
        self.sheet.text(self.left, y, label.package, size, bold=True)
        y += size + 1.6 * MM
        for text, size, bold in self._notes():
            lines = typeset.wrap(text, self.inner, size, bold)
            y = self.sheet.lines(self.left, y, lines, size, bold) + (1.2 * MM if lines else 0)
        foot = self.sheet.height - 3 * MM - plan.small * 0.85
        symbol = qr(label.package)
        side = min(plan.qr, self.sheet.height - 1 * MM - y)
        if side < _LEAST_QR:
            raise Unprintable("text_too_long", text=label.remark or label.to.address)
        self._square(symbol, side)
        width = self.inner - side
        self.sheet.text(self.left, foot, self._printed(), plan.small * 0.85)
        self._contents(y + 0.8 * MM, foot - 1.5 * MM, width)

    def _square(self, symbol: Code, side: float) -> None:
        """The QR code in the corner, its quiet zone reaching to the label's edge."""
        actual = self.sheet.module(symbol, side) * symbol.whole_width * self.sheet.dot
        self.sheet.code(symbol, self.sheet.width - actual - 1 * MM, self.sheet.height - actual - 1 * MM, actual, 0)

    def _notes(self) -> list[tuple[str, float, bool]]:
        """The package's figures and its warnings, each with the size and weight it is set in."""
        texts = [(self._facts(), self.plan.small, False), (self._marks(), self.plan.body, True)]
        return [
            (text, typeset.shrink_block(text, self.inner, 9 * MM, size, _LEAST, bold), bold)
            for text, size, bold in texts
        ]

    def _package_height(self) -> float:
        """The least room in which `_package` can set all it has to say beside a QR code that can be read."""
        used = 3 * MM + self.plan.strong + 1.6 * MM + _LEAST_QR + 1 * MM
        for text, size, bold in self._notes():
            lines = typeset.wrap(text, self.inner, size, bold)
            used += typeset.height(len(lines), size) + (1.2 * MM if lines else 0)
        return used

    def _facts(self) -> str:
        label, _ = self.label, self.words
        weight = f"{figures.quantity(label.weight)} kg" if label.weight is not None else ""
        pieces = _("{n} pcs").format(n=figures.quantity(label.pieces)) if label.pieces else ""
        count = _("{n} items").format(n=len(label.contents)) if label.contents else ""
        order = _("Your order {number}").format(number=label.customer_order) if label.customer_order else ""
        return " · ".join(filter(None, [weight, pieces, count, order]))

    def _marks(self) -> str:
        marks = [self.words(HANDLING[key]) for key in self.label.handling]
        return "  ".join(filter(None, [*marks, self.label.remark]))

    def _printed(self) -> str:
        label, _ = self.label, self.words
        text = _("Reprint {n}") if label.prints > 1 else _("Print {n}")
        when = figures.minute(label.printed_at) if label.printed_at else ""
        return " · ".join(filter(None, [text.format(n=label.prints), when]))

    def _contents(self, top: float, foot: float, width: float) -> None:
        """The products inside; those that find no room are counted, never dropped in silence."""
        plan, room = self.plan, foot - top
        items = [f"{item.name} × {figures.quantity(item.quantity)} {item.unit}".strip() for item in self.label.contents]
        for size in (plan.small, plan.small * 0.85, plan.small * 0.7):
            blocks = [typeset.wrap(item, width, size) for item in items]
            pitch = size * typeset.LEADING
            shown = _fitting(blocks, room, pitch)
            if shown == len(blocks):
                break
        y = top
        for block in blocks[:shown]:
            self.sheet.lines(self.left, y, block, size)
            y += len(block) * pitch
        if shown < len(blocks):
            more = self.words("and {n} more, see the delivery note").format(n=len(blocks) - shown)
            fitting = typeset.shrink_line(more, width, size, 4)
            self.sheet.text(self.left, y, more, fitting)


def _fitting(blocks: list[tuple[str, ...]], room: float, pitch: float) -> int:
    """How many of `blocks` fit in `room`, keeping a line for the count of the others when not all do."""
    whole = sum(len(block) for block in blocks) * pitch
    if whole <= room + 0.28 * pitch:
        return len(blocks)
    used = pitch
    for number, block in enumerate(blocks):
        used += len(block) * pitch
        if used > room:
            return number
    return len(blocks)


def _spaced(number: str) -> str:
    """A tracking number in groups of 4 from its end, what is left over joined to the first: SF1502 3394 7712."""
    groups = [number[max(end - 4, 0) : end] for end in range(len(number), 0, -4)][::-1]
    if len(groups) > 1 and not groups[0].isdigit():
        groups[:2] = [groups[0] + groups[1]]
    return " ".join(groups)
