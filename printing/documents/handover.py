"""The hand-over list: what the driver takes along and signs for, on A4."""

from collections.abc import Callable

from printing import figures
from printing.documents.form import Column, Field, Wording
from printing.documents.listed import NO_WORDING, ListPaper
from printing.papers import HandedOver, HandOverList
from printing.sheet import MM
from resources.i18n import N_


def render_handover(
    paper: HandOverList, language: str = "zh_CN", size: str = "A4", wording: Wording = NO_WORDING
) -> bytes:
    """A hand-over list as PDF on one of listed.SHEETS. Raises Unprintable code_too_long, text_too_long."""
    return _HandOver(paper, language, size, wording).pdf()


class _HandOver(ListPaper):
    title = N_("HAND-OVER LIST")
    sign, gap = 18 * MM, 1.2 * MM

    def __init__(self, paper: HandOverList, language: str, size: str, wording: Wording) -> None:
        super().__init__(paper.number, paper.prints, language, size, wording)
        self.paper = paper

    def fields(self, words: Callable[[str], str]) -> list[list[Field]]:
        paper, _ = self.paper, words
        return [
            [Field(_("From:"), paper.company, 2), Field(_("Handed over at:"), figures.minute(paper.at))],
            [Field(_("Sent by:"), paper.carrier, 2), Field(_("Driver:"), paper.driver)],
            [Field(_("Vehicle:"), paper.plate)],
        ]

    def columns(self, words: Callable[[str], str]) -> list[Column]:
        _ = words
        return [
            Column("#", 7, 0.5),
            Column(_("Delivery"), 32, bold=True),
            Column(_("Receiver"), 78),
            Column(_("Packages"), 16, 1, bold=True),
            Column("kg", 16, 1),
            Column(_("Waybill"), 38),
        ]

    def rows(self) -> list[list[str]]:
        return [self._cells(number, line) for number, line in enumerate(self.paper.lines, 1)]

    @staticmethod
    def _cells(number: int, line: HandedOver) -> list[str]:
        to = "\n".join(filter(None, [line.customer, " ".join(filter(None, [line.receiver, line.address]))]))
        weight = _kilos(line.weight_g) if line.weight_g else ""
        return [str(number), line.number, to, str(line.packages), weight, "\n".join(line.tracking)]

    def closing(self, words: Callable[[str], str]) -> list[str]:
        lines, _ = self.paper.lines, words
        return [
            _("{n} deliveries").format(n=len(lines)),
            _("{n} packages").format(n=sum(line.packages for line in lines)),
            f"{_kilos(sum(line.weight_g for line in lines))} kg",
        ]

    def boxes(self, words: Callable[[str], str]) -> list[Field]:
        _ = words
        return [Field(_("Handed over by"), self.paper.handed_by), Field(_("Taken over by"), ""), Field(_("Date"), "")]


def _kilos(grams: int) -> str:
    return figures.kilograms(figures.kilos(grams))
