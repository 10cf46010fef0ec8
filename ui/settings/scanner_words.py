"""The words of the scanner page: how a scanner types, what is wrong with it, and what mends it."""

from resources.i18n import N_, _
from ui.kit.panel import Finding
from ui.scan.layouts import TERMS
from ui.scan.trial import Findings

# Code of ui/scan/trial.py -> (tone, what is wrong, what to do).
PROBLEMS: dict[str, tuple[str, str, str]] = {
    "no_separator": (
        "red", N_("It sends no separator: lot and expiry behind each other can't both be read."),
        N_("Scan the set-up code of its manual that sends GS (FNC1, ASCII 29): as Ctrl+], as Alt+029, as a function "
           "key, or as a sign such as |. Honeywell: KBDNPE1. Where control characters are “off”, switch them to "
           "function keys."),
    ),
    "separator_digits": (
        "red", N_("Its separator arrives as the figures {text}, which look like part of the code."),
        N_("It types Alt codes that this PC makes nothing of. Scan the set-up code that sends GS as Ctrl+], as a "
           "function key, or as a sign such as |."),
    ),
    "unsteady": (
        "amber", N_("The three scans arrived in different ways."),
        N_("Somebody typed meanwhile, or it loses keys: scan its set-up code for a longer delay between characters "
           "(10 ms) and try again."),
    ),
    "swapped": (
        "amber", N_("Its letters arrive with capitals and small ones exchanged."),
        N_("Caps Lock is on at this PC, or the scanner believes it is. Codes are understood all the same. Press Caps "
           "Lock once, or scan the set-up code “Caps Lock off”."),
    ),
    "keypad": (
        "amber", N_("It types figures on the number pad, and Num Lock is off: they arrive as arrows."),
        N_("They are read as figures from now on. Better: press Num Lock, or scan the set-up code “keypad emulation "
           "off”."),
    ),
    "layout": (
        "amber", N_("It types for another keyboard: {scanner}. This PC has {pc}."),
        N_("Its keys are translated from now on, except those that arrive not at all. Better: scan its set-up code "
           "for the keyboard of this PC, or “keyboard: ALT code”, which fits every one."),
    ),
    "wide": (
        "amber", N_("Its characters arrive full-width (Ａ１): an input method is on."),
        N_("They are folded to plain ones. Better: switch the input method to English (Shift), and to half-width "
           "(Shift+Space)."),
    ),
    "slow": (
        "amber", N_("It types slowly, {mean} ms a character: a fast hand can be taken for it."),
        N_("Scan its set-up code “no delay between characters”. Or give it a prefix such as ~ there, which makes it "
           "certain, and scan the sheet again."),
    ),
    "no_end": (
        "blue", N_("It sends no Enter after a code, so that each scan waits for {gap} ms of silence."),
        N_("Scan its set-up code “suffix: Enter” (CR), and the answer comes at once."),
    ),
    "alt": (
        "blue", N_("It types each character as an Alt code."),
        N_("That fits every keyboard, but is slow. Where the keyboards agree, “US keyboard” is quicker."),
    ),
}  # fmt: skip
ENDS = (
    ("any", N_("Enter, Tab or silence")), ("enter", N_("Enter")), ("tab", N_("Tab")), ("none", N_("Nothing: silence")),
    ("CapsLock", N_("Caps Lock (old readers)")),
)  # fmt: skip


PORT_STATES: dict[str, tuple[str, str, str]] = {
    "off": (N_("No port is used"), "circle-dashed", "neutral"),
    "ready": (N_("Ready"), "circle-check", "green"),
    "missing": (N_("The port is not there; it is tried every 3 seconds"), "clock", "amber"),
    "busy": (N_("Another program has the port, or this person may not open it"), "triangle-alert", "red"),
    "lost": (N_("The scanner was pulled out; it goes on when it is back"), "clock", "amber"),
}  # fmt: skip


def port_state(code: str) -> tuple[str, str, str]:
    """Words, icon and tone for how a serial scanner stands."""
    term, picture, tone = PORT_STATES[code]
    return _(term), picture, tone


def findings(found: Findings) -> list[Finding]:
    """What is wrong with a scanner, and what mends it; when nothing is, that."""
    if not found.problems:
        return [Finding("green", _("This scanner is set up well."), _("It sends all that a code holds."))]
    scanner, _sign, pc = found.seen.layout.partition(">")
    data = {
        "text": found.seen.separator_text, "scanner": _(TERMS.get(scanner, "")), "pc": _(TERMS.get(pc, "")),
        "mean": round(found.seen.mean), "gap": round(found.settings.gap_ms),
    }  # fmt: skip
    return [
        Finding(tone, _(wrong).format(**data), _(mended))
        for tone, wrong, mended in (PROBLEMS[code] for code in found.problems)
    ]


def facts(found: Findings) -> list[tuple[str, str]]:
    """How it types, as (term, value)."""
    seen = found.seen
    speed = _("{mean} ms, at most {most} ms").format(mean=round(seen.mean, 1), most=round(seen.longest))
    scanner = seen.layout.partition(">")[0]
    return [
        (_("Between two characters"), speed),
        (_("After the code"), _(dict(ENDS).get(seen.end, seen.end))),
        (_("Separator"), separator(seen.separator, seen.separator_text)),
        (_("Before the code"), _before(seen.prefix, seen.aim)),
        (_("Types for the keyboard"), _(TERMS[scanner]) if scanner else _("The one of this PC")),
        (_("Characters"), str(seen.count)),
    ]


def separator(way: str, text: str) -> str:
    """How a separator arrives, in words."""
    words = {"none": _("None is sent"), "control": _("Ctrl+]"), "alt": _("Alt+029"), "text": _("As the text {text}")}
    return words.get(way, way).format(text=text)


def _before(prefix: str, aim: bool) -> str:
    kind = _("the kind of code (AIM)") if aim else ""
    sign = "STX" if prefix == "\x02" else prefix
    return " + ".join(part for part in (sign, kind) if part) or _("Nothing")
