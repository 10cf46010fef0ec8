"""What the start page says: cards, tasks with their verb and where it leads, weekdays, the greeting."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from resources.i18n import N_, _, language, ngettext
from services.lists import INCIDENT_KIND_TERMS
from services.today import Figure, Leaving
from services.waiting import Task
from ui.delivery.words import missing_words
from ui.kit.cards import PARTS
from ui.kit.formats import money, quantity, short_date

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
DAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
SEPARATOR = PARTS


def greeting(now: datetime, name: str) -> str:
    hour = now.astimezone().hour
    if hour < 11:
        return _("Good morning, {name}").format(name=name)
    return (_("Good afternoon, {name}") if hour < 18 else _("Good evening, {name}")).format(name=name)


def day_line(day: date, waiting: int, *, rights: bool) -> str:
    """The day, and how much waits; of who has no right at all that they have no role."""
    told = _("{weekday}, {day} {month}").format(
        weekday=_(DAYS[day.weekday()]), day=day.day, month=_(MONTHS[day.month - 1])
    )
    if not rights:
        return told + SEPARATOR + _("You have no role yet")
    if not waiting:
        return told + SEPARATOR + _("Nothing waits for you")
    return told + SEPARATOR + ngettext("{count} thing waits for you", "{count} things wait for you", waiting).format(
        count=waiting
    )  # fmt: skip


def days_late(days: int) -> str:
    return ngettext("{count} day late", "{count} days late", days).format(count=days)


def short_money(value: Decimal) -> str:
    """Money for a card: ¥418 k in English, ¥41.8 万 in Chinese; whole below that."""
    if language().startswith("zh"):
        return f"¥{value / 10000:,.1f} 万" if abs(value) >= 10000 else f"¥{value:,.0f}"
    if abs(value) >= 1_000_000:
        return f"¥{value / 1_000_000:,.2f} M"
    return f"¥{value / 1000:,.0f} k" if abs(value) >= 10000 else f"¥{value:,.0f}"


@dataclass(frozen=True, slots=True)
class Card:
    """How a figure is shown: its term, the line below, the chip where someone must act (word, icon, tone), its list."""

    term: str
    detail: Callable[[Figure], str]
    window: str
    where: dict[str, Any] = field(default_factory=dict)
    chip: Callable[[Figure], tuple[str, str, str] | None] = lambda _figure: None
    amount: bool = False


def _joined(*parts: str) -> str:
    return SEPARATOR.join(part for part in parts if part)


def _due_today(f: Figure) -> str:
    packed = _("{count} packed").format(count=f.part) if f.part else ""
    picking = _("{count} being picked").format(count=f.other) if f.other else ""
    return _joined(packed, picking) or (_("None is packed yet") if f.value else _("All have left"))


def _late(f: Figure) -> str:
    if not f.value:
        return _("Nothing is late")
    oldest = ngettext("Oldest {count} day", "Oldest {count} days", f.days).format(count=f.days)
    return _joined(oldest, short_money(f.amount or Decimal(0)))


def _road(f: Figure) -> str:
    if not f.value:
        return _("All arrive in time")
    return ngettext("Oldest {count} day", "Oldest {count} days", f.days).format(count=f.days)


def _owed(f: Figure) -> str:
    if not f.amount:
        return _("Nothing is past due")
    return _("{amount} past due").format(amount=short_money(f.amount))


def _to_approve(f: Figure) -> str:
    if not f.value:
        return _("All are decided")
    return ngettext("{count} is all clear", "{count} are all clear", f.part).format(count=f.part)


def _short(f: Figure) -> str:
    if not f.value:
        return _("Every open line has its goods")
    orders = ngettext("In {count} order", "In {count} orders", f.other).format(count=f.other)
    soon = ngettext("{count} arrives in 3 days", "{count} arrive in 3 days", f.part).format(count=f.part)
    return _joined(orders, soon if f.part else "")


def _shipped(f: Figure) -> str:
    if not f.amount:
        return _("Nothing in the month before")
    change = (f.value - f.amount) / f.amount * 100
    word = _("{percent}% above the month before") if change >= 0 else _("{percent}% below the month before")
    return word.format(percent=f"{abs(change):.1f}")


def _to_dispatch(f: Figure) -> str:
    lacking = ngettext("{count} can't leave yet", "{count} can't leave yet", f.other).format(count=f.other)
    signing = _("{count} more to sign off").format(count=f.part)
    return _joined(lacking if f.other else "", signing if f.part else "") or _("All packed are signed off")


def _act(f: Figure) -> tuple[str, str, str] | None:
    return (_("Act"), "circle-alert", "red") if f.value else None


def _old(f: Figure) -> tuple[str, str, str] | None:
    if f.days < 1:
        return None
    return ngettext("{count} day old", "{count} days old", f.days).format(count=f.days), "hourglass", "amber"


CARDS = {
    "due_today": Card(N_("To leave today"), _due_today, "delivery", {"leaving": "house"}),
    "late": Card(N_("Late to leave"), _late, "orders", {"late": "yes"}, _act),
    "road": Card(N_("Late on the way"), _road, "tracking", {"late": "yes"}, _act),
    "to_approve": Card(N_("To approve"), _to_approve, "approval", {}, _old),
    "to_pick": Card(
        N_("To pick"),
        lambda f: _("{count} being picked").format(count=f.part) if f.part else _("None is begun"), "packing",
    ),
    "short": Card(N_("Short lines"), _short, "orders", {"short": "yes"}),
    "shipped": Card(N_("Shipped this month"), _shipped, "delivery", {"left": "month"}, amount=True),
    "owed": Card(N_("Owed"), _owed, "finance", {"view": "ageing"}, amount=True),
    "to_dispatch": Card(
        N_("To dispatch"),
        _to_dispatch, "delivery", {"state": "confirmed"},
    ),
    "arriving": Card(
        N_("To receive today"), lambda f: _("Lines due or overdue"), "inventory",
        {"view": "expected", "due": "yes"},
    ),
    "low": Card(
        N_("Below safety stock"), lambda f: _("Products to order"), "inventory", {"level": "below"}
    ),
}  # fmt: skip


def figure_text(f: Figure) -> str:
    return short_money(f.value) if CARDS[f.kind].amount else f"{int(f.value):,}"


@dataclass(frozen=True, slots=True)
class Job:
    """How a task is shown: `one` names a document, `many` counts; the verb on its button; where the verb leads."""

    icon: str
    tone: str
    one: str
    many: str
    verb: str
    window: str
    where: dict[str, Any] = field(default_factory=dict)


JOBS = {
    "late": Job("clock-alert", "red", N_("{number} should have left"),
                N_("Orders late to leave: {count}"), N_("See"), "orders",
                {"late": "yes"}),
    "sign": Job("pen-line", "amber", N_("{number} needs your sign-off"),
                N_("Deliveries that need your sign-off: {count}"), N_("Sign off"), "delivery", {"state": "packed"}),
    "dispatch": Job("truck", "amber", N_("{number} is ready to go"), N_("Deliveries ready to go: {count}"),
                    N_("Dispatch"), "delivery", {"ready": "yes"}),
    "lacking": Job("circle-alert", "amber", N_("{number} is signed off but can't leave yet"),
                   N_("Deliveries signed off that can't leave yet: {count}"), N_("Complete"), "delivery",
                   {"ready": "no"}),
    "release": Job("send", "amber", N_("{number} waits to be released"), N_("Deliveries to release: {count}"),
                   N_("Release"), "delivery", {"state": "planned"}),
    "sent_back": Job("undo-2", "amber", N_("{number} was sent back"), N_("Orders that came back to you: {count}"),
                     N_("Edit"), "orders", {"state": "draft"}),
    "rejected": Job("circle-x", "red", N_("{number} was rejected"), N_("Orders that came back to you: {count}"),
                    N_("See"), "orders", {"state": "rejected"}),
    "decide": Job("hourglass", "amber", N_("{number} waits for approval"), N_("Orders that wait for approval: {count}"),
                  N_("Decide"), "approval"),
    "request": Job("hourglass", "amber", N_("{number} waits for your yes"),
                   N_("Requests that wait for approval: {count}"), N_("Decide"), "requests", {"state": "waiting"}),
    "turned_down": Job("circle-x", "red", N_("{number} was turned down"),
                       N_("Your requests that were turned down: {count}"), N_("See"), "requests", {"mine": True}),
    "look_over": Job("list-checks", "blue", N_("{number} came back and waits to be looked over"),
                     N_("Returns to look over: {count}"), N_("Look over"), "returns", {"state": "received"}),
    "settle": Job("banknote", "amber", N_("{number} waits to be settled"), N_("Returns to settle: {count}"),
                  N_("Settle"), "returns", {"state": "inspected"}),
    "unmatched": Job("file-input", "blue", "", N_("Imported orders with unknown goods or customers: {count}"),
                     N_("Match"), "orders", {"state": "draft"}),
    "incident": Job("triangle-alert", "amber", N_("{number} is open"), N_("Open incidents: {count}"),
                    N_("Handle"), "watch", {"cause": "work"}),
    "warnings": Job("triangle-alert", "amber", "", N_("Warnings to answer: {count}"), N_("See"), "watch",
                    {"cause": "rule"}),
    "asked_warnings": Job("triangle-alert", "amber", "", N_("Warnings for you to answer: {count}"), N_("See"), "watch",
                          {"cause": "asked"}),
    "road": Job("route", "red", N_("{number} is late on its way"), N_("Deliveries late on their way: {count}"),
                N_("See"), "tracking", {"late": "yes"}),
    "pick": Job("scan-line", "blue", "", N_("Deliveries to pick: {count}"), N_("Pick"), "packing"),
    "receive": Job("package-plus", "blue", "", N_("Lines on order that are due: {count}"), N_("Receive"), "inventory",
                   {"view": "expected", "due": "yes"}),
    "buy": Job("shopping-cart", "blue", "", N_("Products below their safety stock: {count}"), N_("See"),
               "inventory", {"level": "below"}),
    "asked": Job("shopping-cart", "amber", "", N_("Requests to the buyer: {count}"), N_("See"), "purchasing",
                 {"view": "requests"}),
    "bill": Job("calendar", "amber", "", N_("Months that are over and not billed yet: {count}"), N_("Bill"), "finance",
                {"bill": True}),
    "overdue": Job("wallet", "amber", "", N_("Customers who owe past their day: {count}"), N_("See"), "finance"),
    "print": Job("printer", "red", "", N_("Papers that wait for their printer: {count}"), N_("See"), "settings",
                 {"page": "printers"}),
    "backup_failed": Job("octagon-alert", "red", "", N_("The last backup failed"), N_("See"), "settings",
                         {"page": "backups"}),
    "backup_old": Job("save", "amber", "", N_("There is no backup of the last days"), N_("See"), "settings",
                      {"page": "backups"}),
}  # fmt: skip


def title_of(task: Task) -> str:
    job = JOBS[task.kind]
    return (_(job.one) if task.id is not None else _(job.many)).format(number=task.number, count=task.count)


def below(task: Task) -> str:
    waits = task.kind in ("decide", "request")
    late = _late_words(task) if task.days and not waits else ""
    age = _old_words(task.days) if task.days and waits else ""
    about = money(task.amount) if task.amount else ""
    text = _(INCIDENT_KIND_TERMS[task.text]) if task.text in INCIDENT_KIND_TERMS else task.text
    told = text if task.kind in ("incident", "sent_back", "rejected", "turned_down") else ""
    return _joined(task.party, told, missing_words(task.missing), late, age, about)


def _late_words(task: Task) -> str:
    if task.id is not None:
        return days_late(task.days)
    return ngettext("Oldest {count} day", "Oldest {count} days", task.days).format(count=task.days)


def _old_words(days: int) -> str:
    return ngettext("since {count} day", "since {count} days", days).format(count=days)


def progress(row: Leaving) -> str:
    if row.packages:
        return ngettext("{count} package", "{count} packages", row.packages).format(count=row.packages)
    return f"{quantity(row.done)} / {quantity(row.pieces)}"


def promised(row: Leaving, today: date) -> str:
    return _("Today") if row.promised == today else short_date(row.promised, today)


def nothing_waits(rights: bool) -> str:
    """What stands where nothing waits; who has no right at all is told so."""
    if rights:
        return _("All done. What comes in will wait here.")
    return _("You are signed in, but have no role yet, so nothing is shown. Ask the owner: Settings, People.")
