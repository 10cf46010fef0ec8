"""Where is my order? The answer in sentences that one can read out: how it stands, what left, what is late, what next.

No widgets here: `answer(story, today)` gives the paragraphs, `spoken` the same as plain text.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from resources.i18n import N_, _, ngettext
from services.transitions import IN_HOUSE, ON_THE_WAY
from services.whereabouts import Leg, Missing, Story
from ui.delivery.words import product_name, things
from ui.kit.formats import moment, quantity, said_day, when_day
from ui.tracking.words import INCIDENT_KINDS, STATUS_WORDS

ZERO = Decimal(0)
WRONG = ("signed_difference", "refused", "lost")
ARRIVED = ("signed", "signed_difference")
# How a delivery stands while it is here, least far first, and what comes next for it.
HOUSE = {
    "planned": (N_("It is planned and waits to be picked."), N_("Next it is released to the warehouse and picked.")),
    "released": (N_("It waits to be picked."), N_("Next it is picked, checked and packed.")),
    "picking": (N_("It is being picked: {picked} of {pieces} pcs."), N_("Next it is checked and packed.")),
    "picked": (N_("It is picked and is being checked."), N_("Next it is packed.")),
    "checked": (N_("It is picked and checked."), N_("Next it is packed.")),
    "packed": (N_("It is packed and waits for its sign-offs."), N_("Next it is signed off and handed to the carrier.")),
    "confirmed": (N_("It is packed and ready to go."), N_("Next the carrier takes it along.")),
}
BEFORE = {
    "draft": (N_("It is still being typed here and has not been submitted."), N_("Next it is completed and approved.")),
    "submitted": (N_("It waits to be approved."), N_("Next it is approved; then its goods are reserved and picked.")),
    "rejected": (N_("It was rejected."), N_("Next it is changed and submitted again, or cancelled.")),
    "cancelled": (N_("It was cancelled."), ""),
}
CALM = frozenset({"picked_up", "in_transit", "out_for_delivery", "ready_for_pickup", "said_delivered"})


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence; `tone` and `icon` as in a timeline, `detail` what stands below it."""

    tone: str
    icon: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """How it stands, then what left with which number, what is late and why, and what comes next."""

    now: Said
    left: tuple[Said, ...]
    late: tuple[Said, ...]
    next: tuple[str, ...]


def answer(story: Story, today: date) -> Answer:
    return Answer(
        _now(story, today), tuple(_left(leg, today) for leg in gone(story)), tuple(_late(story, today)),
        tuple(dict.fromkeys(_next(story, today))),
    )  # fmt: skip


def gone(story: Story) -> list[Leg]:
    """The deliveries that left, in the order they were planned."""
    return [leg for leg in story.legs if leg.state not in IN_HOUSE]


def spoken(story: Story, today: date) -> str:
    """The answer as text, to paste into a message."""
    told = answer(story, today)
    name = story.number or story.reference
    lines = [_("Order {number}, {customer}").format(number=name, customer=story.customer), told.now.text]
    lines += [f"{said.text} {said.detail}".strip() for said in told.left]
    lines += [f"{said.text} {said.detail}".strip() for said in told.late]
    return "\n".join([*lines, *told.next])


def _now(story: Story, today: date) -> Said:
    """The one sentence that answers the question."""
    if story.state in BEFORE:
        tone = {"submitted": "amber", "rejected": "red"}.get(story.state, "neutral")
        return Said(tone, "hourglass", _(BEFORE[story.state][0]), story.reason)
    wrong = next((leg for leg in story.legs if leg.state in WRONG), None)
    if wrong is not None:
        return Said("red", "triangle-alert", _wrong(wrong, today))
    if story.on_hold:
        return Said("red", "circle-pause", _("It is on hold: {reason}").format(reason=story.reason))
    moving = [leg for leg in story.legs if leg.state in ON_THE_WAY]
    house = [leg for leg in story.legs if leg.state in IN_HOUSE]
    if moving:
        return _moving(story, moving)
    if house:
        return _in_house(story, house[-1])
    signed = [(leg.signed_by, leg.signed_at) for leg in story.legs if leg.signed_at is not None]
    if signed and not story.open:
        text = _("It has arrived: {who} signed for it, {at}.")
        who, at = signed[-1]
        return Said("green", "circle-check", text.format(who=who, at=moment(at, today)))
    return _waiting(story, bool(signed))


def _wrong(leg: Leg, today: date) -> str:
    match leg.state:
        case "refused":
            return _("The receiver refused it.")
        case "lost":
            return _("It was lost on the way.")
    short = leg.pieces - leg.arrived
    if not short:
        at = moment(leg.signed_at, today) if leg.signed_at else ""
        return _("It arrived, and with more than was sent. {who} signed, {at}.").format(who=leg.signed_by, at=at)
    text = _("It arrived with a difference: {short} of {pieces} pcs did not arrive whole. {who} signed, {at}.")
    at = moment(leg.signed_at, today) if leg.signed_at else ""
    return text.format(short=quantity(short), pieces=quantity(leg.pieces), who=leg.signed_by, at=at)


def _moving(story: Story, moving: list[Leg]) -> Said:
    pieces = sum((leg.pieces for leg in moving), ZERO)
    odd = next((leg for leg in moving if leg.status in STATUS_WORDS and leg.status not in CALM), None)
    said = next((leg for leg in moving if leg.status == "said_delivered"), None)
    if pieces < story.ordered:
        text = _("Part of it is on its way: {pieces} of {ordered} pcs.")
        whole = text.format(pieces=quantity(pieces), ordered=quantity(story.ordered))
    else:
        whole = _("It is on its way to you.")
    if odd is not None:
        return Said("amber", "triangle-alert", f"{whole} {_(STATUS_WORDS[odd.status])}.")
    if said is not None:
        return Said("green", "package-check", _("The carrier says that it was delivered; the receipt is not here yet."))
    return Said("teal", "route", whole)


def _in_house(story: Story, leg: Leg) -> Said:
    text = _(HOUSE[leg.state][0]).format(picked=quantity(leg.picked) or "0", pieces=quantity(leg.pieces))
    if leg.pieces < story.ordered:
        part = _("{pieces} of {ordered} pcs:").format(pieces=quantity(leg.pieces), ordered=quantity(story.ordered))
        text = f"{part} {text}"
    return Said("blue", "package", text)


def _waiting(story: Story, rest: bool) -> Said:
    if story.state == "closed_short":
        return Said("neutral", "archive", _("It is closed; what was not sent is not sent any more."))
    if story.short:
        text = _("The rest waits for goods: {short} of {ordered} pcs are not here.") if rest else _(
            "It waits for goods: {short} of {ordered} pcs are not here.")  # fmt: skip
        told = text.format(short=quantity(story.short), ordered=quantity(story.ordered))
        return Said("amber", "package-search", told)
    if story.open:
        return Said("blue", "calendar", _("Its goods are reserved; the delivery is to be planned."))
    return Said("green", "circle-check", _("It is done; nothing is open."))


# what left


def _left(leg: Leg, today: date) -> Said:
    """One delivery that went: when, with whom, under which number, and where it was last."""
    who = " ".join(part for part in (leg.carrier, leg.service) if part) or _("us")
    numbers = list(dict.fromkeys(number for _package, number in leg.packages if number))
    count = ngettext("{count} package", "{count} packages", len(leg.packages)).format(count=len(leg.packages))
    whole, bare = _("{at}: {packages} left with {carrier}, {numbers}."), _("{at}: {packages} left with {carrier}.")
    text = whole if numbers else bare
    at = moment(leg.left_at, today) if leg.left_at else ""
    said = text.format(at=at, packages=count, carrier=who, numbers=things(numbers))
    look = ("green", "circle-check") if leg.outcome == "signed" else ("teal", "truck")
    return Said(*look, said, _last(leg, today))


def _last(leg: Leg, today: date) -> str:
    if leg.signed_at is not None:
        return _("{who} signed for it, {at}.").format(who=leg.signed_by, at=moment(leg.signed_at, today))
    if leg.status not in STATUS_WORDS or leg.at is None:
        return ""
    told = "  •  ".join(part for part in (_(STATUS_WORDS[leg.status]), leg.place, leg.note) if part)
    return f"{told}  •  {moment(leg.at, today)}"


# what is late, and why


def days_late(story: Story, today: date) -> int:
    """Days past the promise of what is not there yet; 0 when all is there or nothing is promised."""
    ended = story.state in ("draft", "cancelled", "closed_short", "completed")
    outside = any(leg.state not in ("closed", "signed") for leg in story.legs)
    if story.promised is None or (ended and not outside):
        return 0
    return max(0, (today - story.promised).days)


def _late(story: Story, today: date) -> list[Said]:
    days = days_late(story, today)
    if not days or story.promised is None:
        return []
    text = ngettext("It was promised for {day} and is {count} day late.",
                    "It was promised for {day} and is {count} days late.", days)  # fmt: skip
    told = text.format(day=said_day(story.promised, today), count=days)
    return [Said("red", "clock-alert", told, " ".join(_why(story, today)))]


def _why(story: Story, today: date) -> list[str]:
    told = []
    if story.on_hold:
        told.append(_("It is held: {reason}").format(reason=story.reason))
    if story.state == "submitted":
        told.append(_("It has not been approved yet."))
    told += [_lacking(each, today) for each in story.missing]
    for leg in story.legs:
        if leg.state in IN_HOUSE:
            told.append(_("{number} has not left the house yet.").format(number=leg.number))
        elif leg.state in ON_THE_WAY and leg.left_at is not None:
            gone = leg.left_at.astimezone().date()
            late = story.promised is not None and gone > story.promised
            text = _("{number} left late, {when}.") if late else _(
                "{number} left in time, {when}; the carrier has had it since.")  # fmt: skip
            told.append(text.format(number=leg.number, when=when_day(gone, today)))
    return told


def _lacking(each: Missing, today: date) -> str:
    name = product_name(each.name, each.name_en)
    figure = f"{quantity(each.quantity)} {each.unit}".strip()
    if each.expected is None:
        return _("{product}: {quantity} missing, and none is on order.").format(product=name, quantity=figure)
    text = _("{product}: {quantity} missing, due {day}.")
    return text.format(product=name, quantity=figure, day=said_day(each.expected, today))


# what comes next


def _next(story: Story, today: date) -> list[str]:
    if story.state in BEFORE:
        return [_(BEFORE[story.state][1])] if BEFORE[story.state][1] else []
    told = [line for leg in story.legs for line in _next_of(leg)]
    if story.on_hold:
        told.append(_("Nothing leaves until the hold is lifted."))
    days = [each.expected for each in story.missing if each.expected is not None]
    if story.short and story.state == "approved":
        text = _("The missing goods are due {day}; then they are picked, packed and sent.")
        unknown = _("The missing goods have to be bought first.")
        told.append(text.format(day=said_day(max(days), today)) if days else unknown)
    elif story.waiting and story.state == "approved":
        told.append(_("What is reserved is planned for a delivery next."))
    return told or [_("Nothing more is to come.")]


def _next_of(leg: Leg) -> list[str]:
    if leg.state in IN_HOUSE:
        return [_(HOUSE[leg.state][1])]
    told = [_trouble(each.number, each.kind, each.owner) for each in leg.troubles]
    if leg.state not in ON_THE_WAY:
        return told
    match leg.status:
        case "ready_for_pickup":
            where = leg.place or leg.note
            there = _("It can be fetched at {place}.") if where else _("It can be fetched at the pickup point.")
            told.append(there.format(place=where))
        case "out_for_delivery":
            told.append(_("The courier has it and brings it today."))
        case "said_delivered":
            told.append(_("We ask the receiver, and sign for it here."))
        case "returning":
            told.append(_("It is coming back to us; then we call about what becomes of it."))
        case _:
            told.append(_("Next {carrier} delivers it.").format(carrier=leg.carrier or _("the driver")))
    return told


def _trouble(number: str, kind: str, owner: str) -> str:
    word = _(INCIDENT_KINDS.get(kind, kind))
    text = _("{who} looks after it ({kind}, {number}).") if owner else _(
        "Nobody looks after it yet ({kind}, {number}).")  # fmt: skip
    return text.format(who=owner, kind=word, number=number)
