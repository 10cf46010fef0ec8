"""From a delivery at the bench and the answer to a scan to what the screen shows. Pure: no widget, no database."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from resources.i18n import _, language, ngettext
from services.bench import LAST_SCANS, BenchLine, BenchScan, BenchView, Waiting
from services.bench_notes import QUIET
from services.errors import Refusal
from services.picking import Side as Told
from services.picking import Verdict
from services.scan_journal import VERDICT_TERMS
from services.scanning import parse
from ui.kit.formats import quantity, short_date
from ui.kit.states import state_look
from ui.packing import words
from ui.packing.state import Current, LastScan, Mark, Mode, PackScreen, QueueRow, Remaining
from ui.packing.words import DOT, WORDS, Facts
from ui.scan.layouts import typed_for_another

PACKED = frozenset({"packed", "confirmed", "dispatched"})
# Packed, and waiting for sign-offs or to go.
LEAVING = frozenset({"packed", "confirmed"})
HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Place:
    """Who packs where, and when; `printing` says where the papers of what is packed come out."""

    person: str
    bench: str
    now: dt.datetime
    printing: str = ""

    @property
    def today(self) -> dt.date:
        return self.now.astimezone().date()


def named(name: str, english: str) -> str:
    """A product's name in the language of the screen."""
    return english if english and language() == "en" else name


def specified(spec: str, english: str) -> str:
    """A product's specification; one in Chinese is left out beside an English name."""
    return "" if english and language() == "en" and HAN.search(spec) else spec


def after(view: BenchView, verdict: Verdict, text: str) -> BenchView:
    """The delivery as it is once the verdict is committed, without reading it again."""
    twice = verdict.code == "check_right" or (verdict.code == "undone" and verdict.state == "picked")
    lines = tuple(_after(line, verdict, twice) for line in view.lines)
    picked = view.picked if twice else view.picked + verdict.counted
    mine = next((line for line in view.lines if line.pick_line == verdict.pick_line), None)
    goods = mine if verdict.counted or verdict.code == "undone" else None
    kind = "check" if view.counting else "undo" if verdict.code == "undone" else "pick"
    scan = BenchScan(
        kind,
        verdict.code,
        verdict.scanned.bin if verdict.code == "bin" else text,
        verdict.counted,
        goods.name if goods else "",
        goods.name_en if goods else "",
        goods.lot if goods else "",
    )
    pace = view.pace if twice else replace(view.pace, pieces=view.pace.pieces + verdict.counted)
    return with_scan(replace(view, state=verdict.state, picked=picked, lines=lines, pace=pace), scan)


def with_scan(view: BenchView, scan: BenchScan) -> BenchView:
    """With one more scan among the last ones."""
    return replace(view, last=(scan, *view.last)[:LAST_SCANS])


def _after(line: BenchLine, verdict: Verdict, twice: bool) -> BenchLine:
    mine = line.pick_line == verdict.pick_line
    if twice:
        return replace(line, checked=line.checked + verdict.counted) if mine else line
    if not mine and not line.checked:
        return line
    # A second count begins anew once something is picked or put back.
    checked = Decimal(0) if verdict.counted else line.checked
    return replace(line, picked=line.picked + verdict.counted if mine else line.picked, checked=checked)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the packer is: at a scanned bin, and at the line counted last."""

    bin_id: int | None = None
    pick_line: int | None = None


NOWHERE = Standing()


def current_line(view: BenchView, at: Standing = NOWHERE) -> BenchLine | None:
    """The line to work on: the one counted last while it is open, then one of the bin, then the first on the way."""
    open_ = [line for line in view.lines if line.left > 0]
    same = [line for line in open_ if line.pick_line == at.pick_line]
    here = [line for line in open_ if line.bin_id == at.bin_id]
    return next(iter(same or here or open_), None)


def queue_screen(
    rows: tuple[Waiting, ...], chosen: int, at: Place, unreleased: int = 0, *, leads: bool = False
) -> PackScreen:
    """`unreleased` deliveries are planned only; with `leads` a key leads to them."""
    shown = tuple(
        QueueRow(
            row.number,
            row.customer,
            _("exception") if row.trouble else due(row.promised, at.today),
            row.lines,
            row.pieces - row.picked,
            late=bool(row.promised and row.promised < at.today) and not row.trouble,
            urgent=row.priority > 0,
            begun=row.state != "released",
            trouble=bool(row.trouble),
            todo=words.todo(row.state, row.check),
            id=row.id,
        )
        for row in rows
    )
    together = rows[0].together if rows else 0
    keys = words.queue_keys(together, release=leads and unreleased > 0)
    waits = words.unreleased(unreleased, leads=leads)
    return _framed(PackScreen(Mode.QUEUE, queue=shown, chosen=chosen, keys=keys, unreleased=waits), at)


def helped(screen: PackScreen) -> PackScreen:
    """The face that shows what can be done now."""
    text = _("Scan what to do, or press its key. Esc goes back")
    return replace(screen, mode=Mode.HELP, headline=text, help=words.help_choices(screen))


def held_open(screen: PackScreen) -> PackScreen:
    """Esc alone does not leave a delivery that is begun: say what does."""
    return replace(screen, headline=_("F11 pauses it, then Esc leaves"))


def due(day: dt.date | None, today: dt.date) -> str:
    if day is None:
        return ""
    if day == today:
        return _("due today")
    if day == today + dt.timedelta(1):
        return _("due tomorrow")
    return _("due {day}").format(day=short_date(day, today))


def waiting(view: BenchView, at: Place, standing: Standing = NOWHERE, times: Decimal | None = None) -> PackScreen:
    """The white face: what to scan next."""
    if view.counting:
        return recounting(view, at, standing, times)
    line = current_line(view, standing)
    rest = [each for each in view.lines if each.left > 0]
    if line is not None:
        rest.remove(line)
    ordered = ([line] if line else []) + rest
    screen = PackScreen(
        Mode.WAITING,
        number=view.number,
        customer=view.customer,
        carrier=view.carrier,
        promise=due(view.promised, at.today),
        done=view.picked,
        total=view.pieces,
        headline=headline(view, line, times),
        current=_current(line) if line else _whole(view, at.printing),
        next=_remaining(rest[0]) if rest else None,
        remaining=tuple(_remaining(each) for each in ordered),
        lines_left=len(ordered),
        pieces_left=sum((each.left for each in ordered), Decimal(0)),
        running=words.running(view.pieces - view.picked, view.picked, view.pace.hourly(at.now)),
        beside=words.beside(view.others),
        package=_in_hand(view),
        last=tuple(last_scan(each) for each in view.last),
        keys=words.bench_keys(picked=view.state in ("picked", "checked"), packed=view.state in PACKED),
    )
    return _framed(screen, at)


def recounting(view: BenchView, at: Place, standing: Standing, times: Decimal | None = None) -> PackScreen:
    """The white face of the second count: what was counted so far, and nothing of what it should be."""
    found = [line for line in view.lines if line.checked > 0]
    line = next((each for each in found if each.pick_line == standing.pick_line), None)
    pieces = sum((each.checked for each in found), Decimal(0))
    text = _("Count again: scan each piece, then F7 or OK")
    if times is not None:
        text = _("Scan the piece × {n}").format(n=quantity(times))
    whole = Current(view.customer, pieces, pieces, _("pieces"), sku=view.carrier, blind=True)
    screen = PackScreen(
        Mode.WAITING,
        number=view.number,
        customer=view.customer,
        carrier=view.carrier,
        promise=due(view.promised, at.today),
        headline=text,
        current=_current(line, blind=True) if line else whole,
        remaining=tuple(replace(_remaining(each), bin="", quantity=each.checked) for each in found),
        lines_left=len(found),
        pieces_left=pieces,
        counting=True,
        beside=words.beside(view.others),
        package=_in_hand(view),
        last=tuple(last_scan(each) for each in view.last),
        keys=words.bench_keys(picked=True, counting=True),
    )
    return _framed(screen, at)


def _in_hand(view: BenchView) -> str:
    """The number of the package that scans go into, once there is more than one."""
    return str(view.package) if view.package > 1 and view.state not in PACKED else ""


def headline(view: BenchView, line: BenchLine | None, times: Decimal | None) -> str:
    if view.state in PACKED:
        text = ngettext(
            "Packed in {n} package. Scan the next delivery",
            "Packed in {n} packages. Scan the next delivery",
            view.packages,
        )
        return text.format(n=view.packages)
    if line is None:
        return _("All picked. Scan OK or press F8 to pack")
    name = named(line.name, line.name_en)
    if times is not None:
        return _("Scan: {product} × {n}").format(product=name, n=quantity(times))
    return _("Scan: {product}").format(product=name)


def _framed(screen: PackScreen, at: Place) -> PackScreen:
    return replace(screen, person=at.person, bench=at.bench, time=f"{at.now.astimezone():%H:%M}")


def _current(line: BenchLine, *, blind: bool = False) -> Current:
    return Current(
        named(line.name, line.name_en),
        line.checked if blind else line.picked,
        line.planned,
        line.unit,
        bin="" if blind else line.bin,
        blind=blind,
        spec=specified(line.spec, line.name_en),
        sku=line.sku,
        barcode=line.barcode,
        lot=line.lot,
        expiry=line.expiry,
    )


def _whole(view: BenchView, printing: str = "") -> Current:
    """Nothing is left to pick: the blocks show the package and the delivery's own count; once all is packed, where its
    papers come out.
    """
    packed = view.state in PACKED
    package, below = (view.packages, printing or view.carrier) if packed else (view.package, view.carrier)
    return Current(view.customer, view.picked, view.pieces, _("pieces"), package=str(package), sku=below)


def _remaining(line: BenchLine) -> Remaining:
    return Remaining(line.bin, named(line.name, line.name_en), line.left, specified(line.spec, line.name_en))


def last_scan(scan: BenchScan) -> LastScan:
    """A row of the last scans: goods by name and lot with the count, the rest by what was wrong."""
    goods = DOT.join(part for part in (named(scan.product, scan.product_en), scan.lot) if part)
    if scan.kind == "weigh":
        return LastScan(Mark.RIGHT, _("Weight of the package"), f"{quantity(scan.quantity)} kg")
    if scan.verdict in ("right", "check_right"):
        return LastScan(Mark.RIGHT, goods or scan.text, words.signed(scan.quantity))
    if scan.verdict in QUIET:
        told = goods or (scan.text if scan.verdict == "opened" else code_in(scan.text))
        return LastScan(Mark.QUIET, DOT.join(part for part in (_(VERDICT_TERMS[scan.verdict]), told) if part))
    if scan.verdict == "waybill":
        return LastScan(Mark.RIGHT, DOT.join((_("Waybill"), scan.text)))
    if scan.verdict == "bin":
        return LastScan(Mark.RIGHT, _("Bin {code}").format(code=code_in(scan.text)))
    word = _(WORDS[scan.verdict].word) if scan.verdict in WORDS else scan.verdict
    if scan.verdict == "undone":
        return LastScan(Mark.RIGHT, DOT.join((word, goods or scan.text)), words.signed(scan.quantity))
    mark = WORDS[scan.verdict].mark if scan.verdict in WORDS else Mark.WRONG
    asked = mark == Mark.ASKED
    text = DOT.join(part for part in (_("Not answered") if asked else word, code_in(scan.text)) if part)
    return LastScan(mark, text, "?" if asked else "0")


@lru_cache(maxsize=64)
def code_in(text: str) -> str:
    """What a person reads on the label of a scanned text: its serial number, its lot, else its code."""
    scan = parse(text)
    return scan.text if scan.kind == "box" else scan.serial or scan.lot or scan.code


def answered(screen: PackScreen, view: BenchView, verdict: Verdict, text: str) -> tuple[PackScreen, str]:
    """The face that answers the verdict on the scan of `text`, over the waiting screen of the delivery after it; and
    its sound.

    The green face keeps the line that was counted, with its new count, also when that made it complete.
    """
    code, facts = code_of(view, verdict), facts_of(view, verdict)
    if code == "unknown_code" and typed_for_another(text):
        code = "other_keyboard"
    if verdict.accepted:
        counted = verdict.counted if verdict.code in ("right", "undone", "check_right") else None
        if verdict.code == "right" and view.state == "picked":
            code, counted = "picked_all", None
        line = next((each for each in view.lines if each.pick_line == verdict.pick_line), None)
        if line is not None:
            screen = replace(screen, current=_current(line, blind=view.counting))
        return replace(screen, mode=Mode.CORRECT, headline=words.correct(code, facts, counted)), WORDS[code].sound
    return refused(screen, code, facts), WORDS[code].sound


def refused(screen: PackScreen, code: str, facts: Facts) -> PackScreen:
    """The red or yellow face of a code."""
    each = WORDS[code]
    return replace(screen, mode=each.mode, answer=words.answer_for(code, facts))


def quantity_ended(screen: PackScreen, times: Decimal | None) -> PackScreen:
    """The red face says too that the quantity chosen for the refused scan is over."""
    if times is None or screen.answer is None:
        return screen
    told = _("× {n} is over, the next scan counts once").format(n=quantity(times))
    return replace(screen, answer=replace(screen.answer, not_counted=DOT.join((screen.answer.not_counted, told))))


def praised(screen: PackScreen, code: str, facts: Facts) -> PackScreen:
    """The green face of a step that went well; over the queue there is nothing to turn green."""
    if screen.mode == Mode.QUEUE:
        return screen
    return replace(screen, mode=Mode.CORRECT, headline=words.correct(code, facts))


def busy(screen: PackScreen) -> PackScreen:
    """The step takes its time: the scan waits, and shows that it waits."""
    return replace(screen, busy=True)


def at_time(screen: PackScreen, now: dt.datetime) -> PackScreen:
    return replace(screen, time=f"{now.astimezone():%H:%M}")


def facts_of_refusal(error: Refusal, view: BenchView | None) -> Facts:
    """What a use case's refusal can say on the screen."""
    told = error.data
    number = str(told.get("number", "") or (view.number if view else ""))
    if error.code == "check_differs":
        line = next((each for each in view.lines if each.sku == told["sku"]), None) if view else None
        unit = line.unit if line else ""
        counted, picked = (f"{quantity(Decimal(str(told[name])))} {unit}".strip() for name in ("counted", "picked"))
        name = named(line.name, line.name_en) if line else str(told["sku"])
        return Facts(scanned=counted, scanned_more=name, needed=picked, number=number)
    state = str(told.get("state", ""))
    word = state_look("delivery", state).word.lower() if state else ""
    return Facts(scanned=str(told.get("number", "")), number=number, state=word)


def code_of(view: BenchView, verdict: Verdict) -> str:
    """The words to use: a few verdicts have more than one way to say them."""
    if verdict.code == "swap_lot":
        mine, other = verdict.needed.expiry, verdict.scanned.expiry
        return "swap_lot_earlier" if mine and other and other < mine else verdict.code
    if verdict.code == "not_open":
        if view.state in PACKED:
            return "already_packed"
        return "all_picked" if view.state in ("picked", "checked") else "not_open"
    if verdict.code == "too_many" and not verdict.needed.quantity:
        return "one_too_many"
    return verdict.code


def facts_of(view: BenchView, verdict: Verdict) -> Facts:
    line = next((each for each in view.lines if each.pick_line == verdict.pick_line), None) or current_line(view)
    scanned, needed = verdict.scanned, verdict.needed
    facts = Facts(
        product=named(line.name, line.name_en) if line else "",
        lot=needed.lot,
        bin=needed.bin,
        unit=line.unit if line else "",
        picked=quantity(line.picked) if line else "",
        wanted=quantity(line.planned) if line else "",
        number=view.number,
        package=str(view.package),
        state=state_look("delivery", view.state).word.lower(),
    )
    name, wanted_name = _name(view, scanned), _name(view, needed)
    match verdict.code:
        case "swap_lot":
            left = _("{n} free").format(n=quantity(scanned.quantity or 0))
            told = DOT.join((_told(scanned), left))
            return _sides(facts, scanned.lot, told, needed.lot, _told(needed))
        case "unusual_quantity" | "open_carton":
            counted = f"{quantity(scanned.quantity or 0)} {facts.unit}".strip()
            return _sides(facts, counted, name, f"{quantity(needed.quantity or 0)} {facts.unit}".strip(), _told(needed))
        case "serial_again" | "serial_gone" | "serial_unknown":
            return _sides(facts, code_in(scanned.text), name, needed.sku, _told(needed, wanted_name))
        case code if code.startswith("check_"):
            return _blind(facts, verdict, name)
        case "wrong_lot" | "expired" | "frozen_lot":
            lot = scanned.lot or _day(scanned.expiry)
            return _sides(facts, lot, _told(scanned) or name, needed.lot, _told(needed))
        case "wrong_bin":
            return _sides(facts, scanned.bin, name, needed.bin, wanted_name)
        case "wrong_delivery":
            return _sides(facts, code_in(scanned.text), "", view.number, view.customer)
        case "too_many":
            return _too_many(facts, view, verdict)
        case "scan_lot":
            return _sides(facts, scanned.sku, name, needed.lot, _told(needed))
    return _sides(facts, scanned.sku or code_in(scanned.text), name, needed.sku, _told(needed, wanted_name))


def _blind(facts: Facts, verdict: Verdict, name: str) -> Facts:
    """A second count says what is wrong with the piece, and not how much there should be."""
    scanned = verdict.scanned
    facts = replace(facts, picked="", wanted="", product="")
    if verdict.code == "check_too_many":
        return _sides(facts, f"{quantity(scanned.quantity or 0)} {facts.unit}".strip(), name, "", "")
    if verdict.code in ("check_wrong_piece", "check_piece_again"):
        return _sides(facts, code_in(scanned.text), name, "", "")
    if verdict.code == "check_wrong_lot":
        return _sides(facts, scanned.lot or _day(scanned.expiry), name, "", "")
    return _sides(facts, scanned.bin or scanned.sku or code_in(scanned.text), name, "", "")


def _too_many(facts: Facts, view: BenchView, verdict: Verdict) -> Facts:
    scanned, needed = verdict.scanned, verdict.needed
    if needed.quantity:
        counted, left = (f"{quantity(each or 0)} {facts.unit}".strip() for each in (scanned.quantity, needed.quantity))
        return _sides(facts, counted, _name(view, scanned), left, _told(needed))
    following = current_line(view)
    more = named(following.name, following.name_en) if following else ""
    picked = f"{facts.picked} / {facts.wanted}"
    return _sides(facts, picked, _name(view, scanned), following.bin if following else "", more)


def _sides(facts: Facts, scanned: str, scanned_more: str, needed: str, needed_more: str) -> Facts:
    return replace(facts, scanned=scanned, scanned_more=scanned_more, needed=needed, needed_more=needed_more)


def _name(view: BenchView, side: Told) -> str:
    """What a side of a verdict is called in the language of the screen."""
    english = next((line.name_en for line in view.lines if line.sku == side.sku), side.name_en)
    return named(side.name, english)


def _told(side: Told, name: str = "") -> str:
    """The small line of a side: name, expiry, bin, as far as they are known."""
    bin_code = _("bin {code}").format(code=side.bin) if side.bin else ""
    return DOT.join(part for part in (name, words.expiry(side.expiry) if side.expiry else "", bin_code) if part)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
