"""What is asked in passing, through the real windows by keys alone: where is my order, how do we stand today."""

from typing import Any

from PySide6.QtWidgets import QListView

from desktop.demo.player import Player
from models.base import connection
from models.delivery import Delivery
from tests.journeys.morning import GREEN, OUT, PHONE, QUESTIONED, TO_PICK
from tests.journeys.sight import Start, focus, signed_in, words
from ui.kit.cards import FigureCard
from ui.kit.palette import Palette

# Of each figure: what it says, the window that opens, and how many are listed there.
BEHIND = {
    "To leave today": (f"{OUT + TO_PICK}", "delivery", OUT + TO_PICK),
    "Late to leave": ("0", "orders", 0),
    "Late on the way": ("1", "tracking", 1),
    "To approve": (f"{GREEN + QUESTIONED}", "approval", GREEN + QUESTIONED),
    "Short lines": ("0", "orders", 0),
    "Owed": ("¥160", "finance", 2),
}


def late_delivery() -> Delivery:
    with connection():
        return Delivery.get((Delivery.state == "dispatched") & (Delivery.phone == PHONE))


def test_where_is_my_order_is_answered_from_a_phone_number(morning: str, start: Start) -> None:
    player, _orders = signed_in(start, morning, "clerk", "orders")
    wanted = late_delivery()
    player.press("Ctrl+K")
    palette = player.dialog(Palette)
    player.type(PHONE[:8])
    found = player.until(lambda: offered(palette), "what the number finds")
    at = next(n for n, text in enumerate(found) if text.startswith(wanted.number))
    assert "Dispatched" in found[at]
    player.press(*["Down"] * at, "Return")
    player.until(lambda: player.desk.window.shown() == "tracking", "the tracking window")
    window = player.window("tracking")
    player.until(lambda: window.panel.view is not None and window.panel.view.number == wanted.number, "the delivery")
    read_the_answer(player, window)
    player.press("Ctrl+F")
    player.press("Ctrl+A")
    player.type(PHONE)
    player.until(lambda: rows(window) == [wanted.number], "the one delivery on its way to this phone")
    player.settled()
    read_the_answer(player, window)


def offered(palette: Palette) -> list[str]:
    """The lines below what is typed."""
    model = palette.findChild(QListView).model()
    return [str(model.data(model.index(at))) for at in range(model.rowCount())]


def rows(window: Any) -> list[str]:
    model = window.pane.table.paged()
    at = next(n for n, column in enumerate(model.columns) if column.name == "number")
    return [row[at] for n in range(model.rowCount()) if (row := model.row(n)) is not None]


def read_the_answer(player: Player, window: Any) -> None:
    player.settled()
    told = words(window.panel)
    for part in ("Dispatched", "3 days late", "Own van", "王芳", PHONE):
        assert part in told, (part, told)


def test_the_owner_looks_at_today_and_each_figure_opens_its_list(morning: str, start: Start) -> None:
    player, today = signed_in(start, morning, "owner", "today")
    main = player.desk.window
    cards = player.until(lambda: [f for f in today.findChildren(FigureCard) if f.isVisible()], "the figures")
    assert len(cards) >= 5
    player.until(lambda: main.built() >= set(main.names()), "the windows that are built ahead")
    player.settled()
    for number in range(len(cards)):
        player.press("Ctrl+1")
        player.until(lambda: isinstance(focus(player), FigureCard), "a figure to have the keyboard")
        player.press(*["Tab"] * number)
        card = focus(player)
        assert isinstance(card, FigureCard), card
        name, _colon, rest = card.accessibleName().partition(": ")
        player.press("Return")
        player.until(lambda: player.desk.window.shown() != "today", f"the list behind {name}")
        player.settled()
        shown = player.desk.window.shown()
        assert (rest.partition(".")[0], shown, count(player.window(shown))) == BEHIND[name]


def count(window: Any) -> int:
    """How many documents a window lists."""
    if hasattr(window, "queue"):
        return len(window.queue.rows())
    by_age = window.ageing.pane if getattr(window, "_ageing", None) is not None else None
    pane = by_age or getattr(window, "pane", None) or window.list.pane
    return int((pane() if callable(pane) else pane).table.paged().rowCount())
