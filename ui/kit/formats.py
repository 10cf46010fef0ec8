"""How values are written on the screen and in copied text. Figures are right-aligned, units live in the column head."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from printing import figures
from resources.i18n import _

NOTHING = "—"
FIGURES = frozenset({"number", "quantity", "price", "amount", "tenth"})
PLACES = {"price": 4, "amount": 2}


def local_today() -> date:
    """The day on this PC's clock."""
    return datetime.now(UTC).astimezone().date()


def amount(value: Decimal) -> str:
    return f"{_fixed(value, 2):,}"


def money(value: Decimal, sign: str = "¥") -> str:
    return f"{sign} {amount(value)}"


def price(value: Decimal) -> str:
    return f"{_fixed(value, 4):,}"


def quantity(value: Decimal | int) -> str:
    """Thousands grouped; up to three decimals, without the zeros at their end."""
    text = f"{_fixed(Decimal(value), 3):,}"
    return text.rstrip("0").rstrip(".")


def kilograms(grams: int | Decimal | None) -> str:
    """Kilograms as on paper; nothing where it is not weighed."""
    return f"{figures.kilograms(figures.kilos(grams))} kg" if grams else NOTHING


def _fixed(value: Decimal, places: int) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def file_size(size: int) -> str:
    """Bytes as kB or MB."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000)):,} kB"


def short_date(value: date, today: date | None = None) -> str:
    """Month and day in this year, the whole date in another."""
    return value.strftime("%m-%d") if value.year == (today or local_today()).year else value.isoformat()


def moment(value: datetime, today: date | None = None) -> str:
    """Local time; only the clock for today."""
    local = value.astimezone()
    today = today or local_today()
    if local.date() == today:
        return local.strftime("%H:%M")
    return f"{short_date(local.date(), today)} {local:%H:%M}"


def day_word(value: date, today: date) -> str:
    """Today and its neighbours by name, other days by date."""
    if value == today:
        return _("Today")
    if value == today + timedelta(days=1):
        return _("Tomorrow")
    return short_date(value, today)


def said_day(value: date, today: date) -> str:
    """As day_word, inside a sentence."""
    if value == today:
        return _("today")
    if value == today + timedelta(days=1):
        return _("tomorrow")
    return short_date(value, today)


def when_day(value: date, today: date) -> str:
    """When something happened, inside a sentence: today, or on 03-05."""
    return _("today") if value == today else _("on {day}").format(day=short_date(value, today))


def shown(kind: str, value: Any, today: date | None = None) -> str:
    """A cell's text on the screen."""
    if value is None or value == "":
        return NOTHING
    match kind:
        case "amount":
            return amount(value)
        case "price":
            return price(value)
        case "quantity":
            return quantity(value)
        case "tenth":
            return f"{_fixed(value, 1):,}"
        case "number":
            return f"{value:,}"
        case "date" | "due":
            return short_date(value, today)
        case "moment":
            return moment(value, today)
        case "check":
            return _("Yes") if value else _("No")
    return str(value)


def copied(kind: str, value: Any) -> str:
    """A cell's text for a spreadsheet: plain figures, whole dates, nothing for nothing."""
    if value is None:
        return ""
    match kind:
        case "amount" | "price":
            return str(_fixed(value, PLACES[kind]))
        case "quantity":
            return quantity(value).replace(",", "")
        case "date" | "due":
            return str(value.isoformat())
        case "moment":
            return value.astimezone().strftime("%Y-%m-%d %H:%M")
        case "check":
            return _("Yes") if value else _("No")
    return str(value).replace("\t", " ").replace("\r", " ").replace("\n", " ")


def titled(title: str, text: str) -> str:
    """A title and what it has, with the language's own colon between them."""
    return _("{title}: {text}").format(title=title, text=text)
