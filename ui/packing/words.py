"""The words of the packing screen: for each verdict what is wrong, what was scanned, what is needed, what to do.

`services` answers a scan with a code and figures; `answer_for` makes the face of it. Placeholders that a verdict
may use are the fields of `Facts`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from printing.commands import COMMAND_WORDS
from resources.i18n import N_, _, ngettext
from services.bench_notes import Beside
from ui.kit.formats import quantity
from ui.packing.state import Answer, Choice, Current, KeyCap, Mark, Mode, PackScreen, Side

DOT = " • "
# The command behind each key while a delivery is open; the queue has its own F5 and F8.
KEY_COMMANDS = {
    "F1": "HELP", "F2": "UNDO", "F3": "PHOTO", "F4": "SHORT", "F5": "WEIGHT", "F7": "OK", "F8": "NEXT", "F9": "PRINT",
    "F10": "SOUND", "F11": "HOLD", "F12": "OPEN",
}  # fmt: skip
QUEUE_COMMANDS = KEY_COMMANDS | {"F5": "", "F7": "", "F8": "BATCH"}


@dataclass(frozen=True, slots=True)
class Words:
    """`what_to_do` and `prompt` may hold placeholders. `sound` is a file of resources/sounds."""

    mode: Mode
    word: str
    what_to_do: str = ""
    prompt: str = ""
    sound: str = ""
    scanned: str = N_("Scanned")
    needed: str = N_("Needed")

    @property
    def mark(self) -> Mark:
        return {Mode.REFUSED: Mark.WRONG, Mode.QUESTION: Mark.ASKED}.get(self.mode, Mark.RIGHT)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentences can speak of. `scanned` and `needed` are the codes in big type, `..._more` the line below;
    `product`, `picked`, `wanted` and `unit` are of the line that was not counted."""

    scanned: str = ""
    scanned_more: str = ""
    needed: str = ""
    needed_more: str = ""
    product: str = ""
    lot: str = ""
    bin: str = ""
    unit: str = ""
    picked: str = ""
    wanted: str = ""
    number: str = ""
    package: str = ""
    state: str = ""


def _right(word: str, sound: str = "ok") -> Words:
    return Words(Mode.CORRECT, word, sound=sound)


def _wrong(word: str, what_to_do: str, prompt: str = "", **labels: str) -> Words:
    return Words(
        Mode.REFUSED, word, what_to_do, prompt or N_("Scan the right one, or Esc to acknowledge"), "error", **labels
    )


def _not_saved(what_to_do: str) -> Words:
    return _wrong(N_("Not saved yet"), what_to_do, N_("Wait, or press Esc to drop this scan"))


def _ask(word: str, what_to_do: str, prompt: str, **labels: str) -> Words:
    return Words(Mode.QUESTION, word, what_to_do, prompt, "ask", **labels)


_ANOTHER = N_("Scan a delivery, or press Esc")
_ANSWER = N_("Scan an answer, or press its key")
_BADGE = N_("Scan their badge, then OK, or press Esc")
_GO_ON = N_("Scan to go on, or Esc to acknowledge")
WORDS: dict[str, Words] = {
    "right": _right(N_("Correct")),
    "bin": _right(N_("Right bin")),
    "opened": _right(N_("Opened")),
    "signed_off": _right(N_("Signed off")),
    "badge_shown": _right(N_("Badge of {scanned}")),
    "dispatched": _right(N_("Dispatched"), "done"),
    "others_sign": _wrong(N_("Others go on"), N_("Who signs off or dispatches {number} is somebody else"), _BADGE),
    "same_person": _wrong(N_("Another person"), N_("Two different people sign off this delivery"), _BADGE),
    "no_carrier": _wrong(N_("No carrier"), N_("Scan its waybill, or name a carrier in Delivery"), _GO_ON),
    "no_tracking_number": _wrong(N_("No waybill"), N_("Scan the waybill of each package first"), _GO_ON),
    "on_hold": _wrong(N_("On hold"), N_("Order {number} is on hold. Set the delivery aside"), _GO_ON),
    "expired_goods": _wrong(N_("Expired goods"), N_("Something in {number} has expired. Ask the warehouse"), _GO_ON),
    "to_box": _right(N_("Box {scanned}")),
    "put": _right(N_("Box {scanned}  {wanted}")),
    "photo_kept": _right(N_("Photo of package {package} kept")),
    "not_a_picture": _wrong(N_("No picture"), N_("Drop or paste a photo of a label, or of the package"), _GO_ON),
    "no_code": _wrong(N_("No code found"), N_("Take the photo nearer and straighter, or scan the label"), _GO_ON),
    "hand_empty": _right(N_("Put it back on the shelf")),
    "boxes_filled": _right(N_("All boxes are filled"), "done"),
    "wrong_box": _wrong(N_("Wrong box"), N_("Take it out. Put it into {needed}"), N_("Scan the right box")),
    "no_box": _wrong(N_("No such box"), N_("This batch has no such box"), _GO_ON),
    "put_first": _wrong(N_("Not put yet"), N_("Put what is in hand into {needed} first"), N_("Scan the box")),
    "unknown_batch": _wrong(N_("Unknown batch"), N_("Nothing of this batch is in work any more"), _ANOTHER),
    "batch_off": _wrong(
        N_("One by one"), N_("How many deliveries are picked at once is chosen in Settings > Rules"), _ANOTHER
    ),
    "nothing_waits": _wrong(N_("Nothing waits"), N_("No delivery is released and free"), _ANOTHER),
    "undone": _right(N_("Undone")),
    "quantity_set": _right(N_("Next scan counts {wanted}")),
    "short_noted": _right(N_("Short, noted")),
    "picked_all": _right(N_("All picked"), "done"),
    "check_right": _right(N_("Checked")),
    "checked_all": _right(N_("All checked"), "done"),
    "pack_right": _right(N_("Packed")),
    "package_opened": _right(N_("Package {package} begun. Undo takes it back")),
    "package_back": _right(N_("Back to package {package}")),
    "package_packed": _right(N_("Package {package} closed"), "done"),
    "printing": _right(N_("Printing")),
    "packed_all": _right(N_("All packed"), "done"),
    "wrong_item": _wrong(N_("Wrong item"), N_("Put it back. Take {needed} from {bin}")),
    "wrong_lot": _wrong(N_("Wrong lot"), N_("Put it back. Take {needed} from {bin}")),
    "expired": _wrong(N_("Expired"), N_("Set it aside for quarantine. Take {needed} from {bin}")),
    "frozen_lot": _wrong(N_("Frozen lot"), N_("Put it back, it may not leave. Take {needed} from {bin}")),
    "too_many": _wrong(N_("Too many"), N_("Put it back. Only {needed} are still needed"), needed=N_("Still needed")),
    "one_too_many": _wrong(
        N_("One too many"),
        N_("Put it back. This line is complete"),
        _GO_ON,
        scanned=N_("Already picked"),
        needed=N_("Next"),
    ),
    "all_picked": _wrong(
        N_("Already picked"), N_("Put it back. Everything is picked"), N_("Scan OK or press F8 to pack")
    ),
    "unknown_code": _wrong(N_("Unknown code"), N_("Scan the product's own code, or set the piece aside")),
    "other_keyboard": _wrong(
        N_("Another keyboard"), N_("The scanner types for another country. See Settings > Scanner"), _GO_ON
    ),
    "scan_lot": _wrong(N_("Lot missing"), N_("Scan the code that names the lot")),
    "scan_serial": _wrong(N_("Serial number missing"), N_("Scan the code of each piece, with its serial number")),
    "serial_again": _wrong(N_("Piece already picked"), N_("This very piece is in this delivery. Scan another one")),
    "serial_gone": _wrong(N_("Piece already sent"), N_("This very piece went with another delivery. Set it aside")),
    "serial_unknown": _wrong(
        N_("Not in stock"), N_("No piece with this serial number came in. Set it aside and tell the warehouse")
    ),
    "wrong_bin": _wrong(N_("Wrong bin"), N_("Go to {needed}")),
    "wrong_delivery": _wrong(
        N_("Wrong delivery"),
        N_("Finish {needed} first, or press F11 to pause it"),
        _GO_ON,
        needed=N_("Open here"),
    ),
    "not_open": _wrong(N_("Not open"), N_("Delivery {number} is {state}. Take another one"), _ANOTHER),
    "no_delivery": _wrong(N_("No delivery"), N_("Scan a delivery first"), _ANOTHER),
    "already_packed": _wrong(N_("Already packed"), N_("Delivery {number} is packed. Take another one"), _ANOTHER),
    "nothing_to_undo": _wrong(N_("Nothing to undo"), N_("No scan of this delivery is left to take back"), _GO_ON),
    "nothing_to_print": _wrong(N_("Nothing to print"), N_("Close a package first"), _GO_ON),
    "needs_approval": _wrong(
        N_("A second person"), N_("Ask for this copy at the print desk; somebody has to approve it"), _GO_ON
    ),
    "package_empty": _wrong(N_("Package empty"), N_("Scan something into it first"), _GO_ON),
    "weighed": _right(N_("Package {package}: {scanned}")),
    "waybill": _right(N_("Waybill of package {package}: {scanned}")),
    "waybill_doubtful": _right(N_("Package {package}: {scanned}, unusual for this carrier")),
    "package_chosen": _right(N_("Package {package}: scan its waybill, or weigh it")),
    "all_numbered": _wrong(
        N_("All have one"), N_("Each package has its waybill. Scan the code of a package, then its new one"), _GO_ON
    ),
    "tracking_taken": _wrong(
        N_("Waybill used"), N_("This waybill is on delivery {number} already. Take another one"), _GO_ON
    ),
    "unknown_package": _wrong(N_("Unknown package"), N_("This delivery has no such package"), _GO_ON),
    "set_aside": _wrong(
        N_("Set aside"), N_("This delivery is on the exception list. Press F11 and open it from the queue"), _GO_ON
    ),
    "check_by_other": _wrong(
        N_("Another person"), N_("Who has picked does not count. The other one scans a badge"), N_("Scan a badge")
    ),
    "check_differs": _wrong(
        N_("Count differs"),
        N_("Count what is missing, or undo and pick anew"),
        _GO_ON,
        scanned=N_("Second count"),
        needed=N_("Was picked"),
    ),
    "check_no_bin": _wrong(N_("No bin now"), N_("Everything is picked. Scan each piece once more"), _GO_ON),
    "count_first": _wrong(N_("Pick first"), N_("Packages are filled in the second count"), _GO_ON),
    "bad_weight": _wrong(N_("No weight"), N_("Type kilograms, such as 2.35"), _GO_ON),
    "not_in_trouble": _wrong(N_("Solved"), N_("Somebody has taken it off the exception list"), _ANOTHER),
    "check_wrong_item": _wrong(N_("Not picked"), N_("Take it out. It does not belong to this delivery")),
    "check_wrong_piece": _wrong(N_("Piece not picked"), N_("Take it out. Another piece was picked")),
    "check_piece_again": _wrong(N_("Piece already counted"), N_("This very piece is counted. Scan another one")),
    "check_wrong_lot": _wrong(N_("Lot not picked"), N_("Take it out. Another lot was picked"), needed=N_("Was picked")),
    "check_too_many": _wrong(
        N_("One too many"),
        N_("Take it out, or undo and pick anew"),
        _GO_ON,
        scanned=N_("Already counted"),
    ),
    "pack_too_many": _wrong(
        N_("One too many"),
        N_("Take it out. {wanted} {unit} were checked"),
        _GO_ON,
        scanned=N_("Already packed"),
        needed=N_("Was checked"),
    ),
    "reading_only": _wrong(N_("Not allowed"), N_("Scan your badge to go on"), N_("Scan a badge, or press Esc")),
    "unknown_badge": _wrong(N_("Unknown badge"), N_("Ask for a badge, or sign in with your password"), _GO_ON),
    "unavailable": _not_saved(N_("The database does not answer. It is tried again by itself")),
    "disk_full": _not_saved(N_("The disk is full. Free some space; it is tried again by itself")),
    "database_read_only": _not_saved(N_("The database can only be read. It is tried again by itself")),
    "unknown_delivery": _wrong(N_("Unknown delivery"), N_("No delivery has this number"), _ANOTHER),
    "locked": _wrong(N_("Locked"), N_("This person is locked out for a while. Ask another one"), _GO_ON),
    "nothing_left": _wrong(N_("Nothing left"), N_("This line is complete"), _GO_ON),
    "nothing_picked": _wrong(N_("Nothing picked"), N_("A delivery with nothing in it can't be packed"), _GO_ON),
    "quantity_too_big": _wrong(N_("Too much"), N_("Type a smaller quantity"), _GO_ON),
    "swap_lot": _ask(
        N_("Another lot?"), N_("{needed} expires first, in {bin}"), _ANSWER, needed=N_("As planned")
    ),
    "swap_lot_earlier": _ask(
        N_("Another lot?"), N_("{needed} is planned, in {bin}"), _ANSWER, needed=N_("As planned")
    ),
    "unusual_quantity": _ask(N_("{scanned} at once?"), N_("That is much for one scan. Count once more"), _ANSWER),
    "open_carton": _ask(
        N_("Open the carton?"), N_("Only {needed} are still needed. The rest stays in {bin}"), _ANSWER,
        needed=N_("Still needed"),
    ),
    "keep_photo": _ask(N_("No code found"), N_("Keep this picture as a photo of the package?"), _ANSWER),
    "close_short": _ask(
        N_("Piece missing?"),
        N_("{needed} of {product} are not there"),
        _ANSWER,
        scanned=N_("Bin"),
        needed=N_("Missing"),
    ),
    "in_trouble": _ask(N_("Exception"), N_("A piece of it was missing. Is it there now?"), _ANSWER),
    "printed_before": _ask(
        N_("Print again?"), N_("It was printed before. Did it not come out, or is it not readable?"), _ANSWER
    ),
    "unusual_weight": _ask(
        N_("Weight right?"),
        N_("Is something missing, or too much in package {package}?"),
        _ANSWER,
        scanned=N_("On the scale"),
        needed=N_("By its goods"),
    ),
}
_COUNT_AGAIN = N_("Count {product} in package {package} once more")
for _code, _word in {
    "one_too_few": N_("One item too few?"), "too_few": N_("{wanted} items too few?"),
    "one_over": N_("One item too many?"), "too_many_in": N_("{wanted} items too many?"),
}.items():  # fmt: skip
    WORDS[_code] = _ask(_word, _COUNT_AGAIN, _ANSWER, scanned=N_("On the scale"), needed=N_("By its goods"))


# The answers to each question, the way on first: command, key, words.
CHOICES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "swap_lot": (("YES", "F7", N_("Take {scanned}")), ("NO", "Esc", N_("No, {needed}"))),
    "swap_lot_earlier": (("YES", "F7", N_("Take {scanned}")), ("NO", "Esc", N_("No, {needed}"))),
    "unusual_quantity": (("YES", "F7", N_("Count {scanned}")), ("NO", "Esc", N_("No"))),
    "keep_photo": (("YES", "F7", N_("Keep the photo")), ("NO", "Esc", N_("No"))),
    "open_carton": (("YES", "F7", N_("Take {needed}")), ("NO", "Esc", N_("Put it back"))),
    "close_short": (
        ("YES", "F7", N_("Ship without")), ("HOLD", "F11", N_("Exception list")), ("NO", "Esc", N_("Search on")),
    ),
    "in_trouble": (
        ("YES", "F7", N_("Go on picking")), ("SHORT", "F4", N_("Ship short")), ("NO", "Esc", N_("Leave it")),
    ),
    "printed_before": (("YES", "F7", N_("Print, marked as a copy")), ("NO", "Esc", N_("No"))),
    "unusual_weight": (("YES", "F7", N_("Keep {scanned}")), ("NO", "Esc", N_("Weigh again"))),
}  # fmt: skip
CHOICES |= dict.fromkeys(("one_too_few", "too_few", "one_over", "too_many_in"), CHOICES["unusual_weight"])


def weight_doubt(count: int) -> str:
    """The question about a weight that differs by so many pieces, less than 0: too few; 0: by no whole number."""
    if not count:
        return "unusual_weight"
    if abs(count) == 1:
        return "one_too_few" if count < 0 else "one_over"
    return "too_few" if count < 0 else "too_many_in"


def help_choices(screen: PackScreen) -> tuple[Choice, ...]:
    """What can be done where `screen` is: its keys in the words of its bar, then those that have no place there."""
    queue = screen.mode == Mode.QUEUE
    commands = QUEUE_COMMANDS if queue else KEY_COMMANDS
    bar = {cap.key: cap.text for cap in screen.keys if cap.enabled}
    more = ["F10", "F1"] if queue else ["F12" if "F6" in bar else "F7", "F3", "F10", "F1"]
    told = {} if "F1" in bar else {key: _(COMMAND_WORDS[commands[key]]) for key in more}
    return tuple(Choice(commands.get(key, ""), key, text) for key, text in (bar | told).items())


def choices_for(code: str, facts: Facts) -> tuple[Choice, ...]:
    return tuple(Choice(command, key, fill(text, facts)) for command, key, text in CHOICES.get(code, ()))


def words_for(code: str) -> Words:
    """The words of a verdict. Raises KeyError for a code that has none: a missing sentence is a bug."""
    return WORDS[code]


def fill(text: str, facts: Facts) -> str:
    """Translate and fill in; dashes stand for what is not known."""
    values = {each.name: getattr(facts, each.name) or "—" for each in fields(facts)}
    return _(text).format(**values)


def answer_for(code: str, facts: Facts) -> Answer:
    """The face of a refusal or a question, in the order: what is wrong, scanned, needed, what to do."""
    words = words_for(code)
    return Answer(
        word=fill(words.word, facts),
        scanned=Side(_(words.scanned), facts.scanned, facts.scanned_more) if facts.scanned else None,
        needed=Side(_(words.needed), facts.needed, facts.needed_more) if facts.needed else None,
        what_to_do=fill(words.what_to_do, facts),
        not_counted=_not_counted(words.mode, facts),
        prompt=fill(words.prompt, facts),
        choices=choices_for(code, facts),
    )


def _not_counted(mode: Mode, facts: Facts) -> str:
    if not (facts.picked and facts.wanted):
        return _("Nothing was counted")
    count = f"{facts.picked} / {facts.wanted} {facts.unit}".rstrip()
    text = _("not counted yet, {count}") if mode == Mode.QUESTION else _("not counted, still {count}")
    return DOT.join(part for part in (facts.product, text.format(count=count)) if part)


def correct(code: str, facts: Facts, counted: Decimal | None = None) -> str:
    """The line of the green face: "Correct +1"."""
    word = fill(words_for(code).word, facts)
    return f"{word}  {signed(counted)}" if counted else word


def signed(count: Decimal) -> str:
    return f"+{quantity(count)}" if count > 0 else f"−{quantity(-count)}"


def expiry(day: dt.date) -> str:
    return _("exp. {date}").format(date=day.isoformat())


def lot_line(line: Current) -> str:
    lot = _("Lot {number}").format(number=line.lot) if line.lot else ""
    return DOT.join(part for part in (lot, expiry(line.expiry) if line.expiry else "") if part)


def code_line(line: Current) -> str:
    return DOT.join(part for part in (line.sku, line.barcode) if part)


def count_label(line: Current) -> str:
    if line.blind:
        return _("Counted ({unit})").format(unit=line.unit)
    text = _("Packed / to pack ({unit})") if line.package else _("Picked / to pick ({unit})")
    return text.format(unit=line.unit)


def check_label(line: Current) -> str:
    return _("Checked / picked ({unit})").format(unit=line.unit)


def left_title(lines: int, pieces: Decimal, *, counting: bool = False) -> str:
    if counting:
        return DOT.join((_("Counted so far"), pieces_word(pieces)))
    if not lines:
        return _("Nothing left")
    first = ngettext("Left: {n} line", "Left: {n} lines", lines).format(n=lines)
    return DOT.join((first, pieces_word(pieces)))


def running(left: Decimal, done: Decimal, hourly: int | None) -> str:
    """The running line: what is left, what is done, and how fast."""
    if hourly is None:
        return _("Left {left} • Done {done}").format(left=quantity(left), done=quantity(done))
    text = _("Left {left} • Done {done} • {pace} an hour")
    return text.format(left=quantity(left), done=quantity(done), pace=f"{hourly:,}")


def beside(others: Sequence[Beside]) -> str:
    """Who else is at the delivery."""
    names = ", ".join(DOT.join(part for part in (each.station, each.person) if part) for each in others)
    return _("Also here: {names}").format(names=names) if names else ""


def pieces_word(pieces: Decimal) -> str:
    return ngettext("{n} piece", "{n} pieces", int(pieces)).format(n=quantity(pieces))


def queue_title(*, waits: bool) -> str:
    return _("Scan a delivery, or pick one from the queue") if waits else _("Scan a delivery to begin")


def amount_of(lines: int, pieces: Decimal) -> str:
    return DOT.join((ngettext("{n} line", "{n} lines", lines).format(n=lines), pieces_word(pieces)))


def todo(state: str, check: str) -> str:
    """What is left to do with a delivery of which nothing is left to pick."""
    if state == "checked":
        return _("To pack")
    if state == "picked":
        return _("To count again") if check == "recount" else _("To check and pack")
    return ""


def bench_keys(*, picked: bool = False, packed: bool = False, counting: bool = False) -> tuple[KeyCap, ...]:
    """The keys of an open delivery: all in their places, those that do nothing now paler."""
    working = not (picked or packed)
    fourth = KeyCap("F7", _("All counted")) if counting else KeyCap("F4", _("Short"), working)
    return (
        KeyCap("F2", _("Undo last"), not packed),
        fourth,
        KeyCap("F5", _("Weight")),
        KeyCap("F6", _("Quantity ×"), working or counting),
        KeyCap("F8", _("Pack") if picked and not counting else _("Next package"), not packed),
        KeyCap("F9", _("Print"), packed),
        KeyCap("F11", _("Done") if packed else _("Pause")),
    )


def unreleased(count: int, *, leads: bool) -> str:
    """How many planned deliveries are missing in the queue, and where they are released."""
    if not count:
        return ""
    if leads:
        text = ngettext(
            "{n} planned delivery waits to be released: F7 leads there",
            "{n} planned deliveries wait to be released: F7 leads there",
            count,
        )
    else:
        text = ngettext(
            "{n} planned delivery waits to be released in Deliveries",
            "{n} planned deliveries wait to be released in Deliveries",
            count,
        )
    return text.format(n=count)


def queue_keys(together: int = 0, *, release: bool = False) -> tuple[KeyCap, ...]:
    pairs = [("↑ ↓", _("Choose")), ("Enter", _("Start")), ("F5", _("Refresh")), ("Esc", _("Leave"))]
    if together > 1:
        pairs.insert(2, ("F8", _("{n} at once").format(n=together)))
    if release:
        pairs.insert(-1, ("F7", _("To release")))
    return tuple(KeyCap(key, text) for key, text in pairs)


def batch_keys() -> tuple[KeyCap, ...]:
    """The keys while many deliveries are picked at once."""
    return (
        KeyCap("F2", _("Undo last")), KeyCap("F4", _("Short")), KeyCap("F6", _("Quantity ×")), KeyCap("F1", _("Help")),
        KeyCap("F10", _("Sound")), KeyCap("F11", _("Pause")),
    )  # fmt: skip


def printing(label: Mapping[str, Any] | None, note: Mapping[str, Any] | None) -> str:
    """Where label and note of what is packed come out, by the settings of this PC's printers."""
    names = [str(each.get("name", "")) if each and each.get("way") != "folder" else "" for each in (label, note)]
    if not any(names):
        return _("No printer is set: label and note wait as PDF, see Settings > Printers")
    if names[0] == names[1]:
        return _("Printing label + note on {printer}").format(printer=names[0])
    folder = _("as PDF")
    return _("Printing: label {label}, note {note}").format(label=names[0] or folder, note=names[1] or folder)
