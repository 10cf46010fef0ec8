"""What a scanned text means. No database: a `Scan` says what the code claims to be, use cases look it up.

Our own codes use only 0-9, A-Z and "-": `SO-20260305-0001` (documents), `DN-20260305-0001-2` (its second package),
`BIN-A-01-2`, `BOX-7` (boxes of a batch), `BDG-7F3K` (badges), `CMD-OK` (commands), `CMD-X10` (quantity), `CMD-N7` and
`CMD-NP` (figures, point).
Everything else is read as GS1 says (General Specifications 24; EPC Tag Data Translation 2.0 for RFID), through `biip`;
what is nobody's stays a plain code.
"""

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any

KINDS = (
    "item",
    "document",
    "bin",
    "package",
    "sscc",
    "badge",
    "command",
    "quantity",
    "digit",
    "box",
    "epc",
    "unknown",
)
# What only our own sheets and labels say.
OWN = frozenset({"document", "package", "bin", "box", "badge", "command", "quantity", "digit"})
COMMANDS = (
    "OK", "YES", "NO", "UNDO", "NEXT", "WEIGHT", "PRINT", "SHORT", "HOLD", "HELP", "OPEN", "BATCH", "PHOTO", "SOUND",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scan:
    """One code read. `text` is as scanned (folded), `code` the key to look up: upper case, without symbology id.

    `gtin` has 14 digits; `number` is a document's number; `quantity` a count in the code's unit (AI 30, 37 or CMD-X10);
    `weight` is net kilograms; `values` holds every GS1 element as (AI, value) in the order read.
    """

    kind: str
    text: str
    code: str = ""
    gtin: str = ""
    lot: str = ""
    made: dt.date | None = None
    expiry: dt.date | None = None
    serial: str = ""
    quantity: Decimal | None = None
    weight: Decimal | None = None
    sscc: str = ""
    number: str = ""
    package: int | None = None
    command: str = ""
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)


GS = "\x1d"
# What another keyboard layout makes of "-" (Italian, German, French, Spanish, US with Shift).
_DASH = "[-'ß?_/)–—−]"
_OWN = re.compile(rf"(BIN|BOX|BDG|CMD){_DASH}(\S{{1,40}})", re.IGNORECASE)
_DOCUMENT = re.compile(rf"([A-Z]{{2,5}}){_DASH}(\d{{8}}){_DASH}(\d{{4,6}})(?:{_DASH}(\d{{1,3}}))?", re.IGNORECASE)
_GS1 = frozenset({"]C1", "]d2", "]Q3", "]e0", "]J1"})
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_EPC = re.compile(r"[0-9A-F]{24}")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(wide): ord(narrow) for wide, narrow in zip("　。，：；—（）、【】", " .,:;-(),[]", strict=True)
}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\r\n\t"))


def fold(text: str) -> str:
    """Full-width characters to ASCII, invisible ones and line ends away: what an input method does to a scan."""
    return text.translate(_FULL_WIDTH).translate(_INVISIBLE).strip(" ")


def parse(text: str, separators: str = "") -> Scan:
    """Read one scan. `separators` are characters this station's scanner sends for the GS1 separator.

    Never raises for what a scanner can send; a code with a wrong check digit or date is "unknown".
    """
    text = fold(text)
    for mark in separators:
        text = text.replace(mark, GS)
    text = text.strip(f"{GS} ")
    aim = text[:3] if _AIM.match(text) else ""
    body = text[len(aim) :].strip(f"{GS} ")
    plain = Scan("unknown", text, code=body.upper())
    for read in (_own, _document, _link, _epc, _number, _elements, _other_tag):
        if scan := read(plain, body, aim):
            return scan
    return plain


def believed(text: str) -> str:
    """What tells a code from others when it can be believed; "" when it can't."""
    scan = parse(text)
    if scan.kind in OWN:
        return f"{scan.kind} {scan.code}"
    proved = scan.kind in ("item", "sscc") and (scan.gtin or scan.sscc)
    return f"{scan.gtin or scan.sscc} {scan.lot} {scan.serial}" if proved else ""


def behind_lot(scan: Scan, lot: str) -> Scan | None:
    """What a code says whose scanner sends no separators, taken that its lot is `lot` and what follows is more of the
    code; None where it can't be.
    """
    swallowed = scan.lot.upper().startswith(lot.upper()) and len(scan.lot) > len(lot) > 0
    if not swallowed or not scan.gtin or GS in scan.text:
        return None
    before, _lot, _behind = scan.text.rpartition(scan.lot)
    read = parse(f"{before}{scan.lot[: len(lot)]}{GS}{scan.lot[len(lot) :]}")
    return replace(read, text=scan.text) if read.kind == scan.kind and len(read.lot) == len(lot) else None


_LOT_AND_DAY = re.compile(r"(.+)(?:15|17)\d{6}(?:21.+)?")


def taken_apart(scan: Scan) -> Scan | None:
    """What a code says when its lot has a day run into it, as a scanner without separators sends it; None where it has
    none. It may be a lot that is called so: whoever asks must be asked.
    """
    found = None if scan.expiry else _LOT_AND_DAY.fullmatch(scan.lot)
    read = behind_lot(scan, found[1]) if found else None
    return read if read is not None and read.expiry else None


def check_digit(digits: str) -> int:
    """The GS1 check digit for the digits before it (GTIN, SSCC, GLN)."""
    return -sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))) % 10


def prepare() -> None:
    """Load the GS1 library now (0.1 s) instead of at the first scan that needs it."""
    _biip()


@cache
def _biip() -> Any:
    import biip
    import biip.gs1_messages

    return biip


def _own(plain: Scan, body: str, aim: str) -> Scan | None:
    found = _OWN.fullmatch(body)
    if not found:
        return None
    kind, rest = found[1].upper(), re.sub(_DASH, "-", found[2].upper())
    plain = replace(plain, code=rest)
    if kind == "BIN":
        return replace(plain, kind="bin")
    if kind == "BDG":
        return replace(plain, kind="badge")
    if kind == "BOX":
        return replace(plain, kind="box", package=int(rest)) if re.fullmatch(r"[1-9]\d?", rest) else None
    if count := re.fullmatch(r"X(\d{1,4})", rest):
        return replace(plain, kind="quantity", quantity=Decimal(count[1])) if int(count[1]) else None
    if re.fullmatch(r"N[0-9P]", rest):
        return replace(plain, kind="digit", command=rest[1].replace("P", "."))
    return replace(plain, kind="command", command=rest) if rest in COMMANDS else None


def _document(plain: Scan, body: str, aim: str) -> Scan | None:
    found = _DOCUMENT.fullmatch(body)
    if not found:
        return None
    number = f"{found[1].upper()}-{found[2]}-{found[3]}"
    if found[4] is None:
        return replace(plain, kind="document", code=number, number=number)
    package = int(found[4])
    return replace(plain, kind="package", code=f"{number}-{package}", number=number, package=package)


def _link(plain: Scan, body: str, aim: str) -> Scan | None:
    if not re.match(r"https?://", body, re.IGNORECASE):
        return None
    biip = _biip()
    try:
        result = biip.parse(body)
    except biip.ParseError:
        return None
    uri = result.gs1_digital_link_uri
    return _from_elements(plain, uri.element_strings) if uri else None


def _epc(plain: Scan, body: str, aim: str) -> Scan | None:
    """RFID readers type the tag's 96 bits in hex. Headers other than 30 and 31 keep only their code."""
    code = body.upper()
    if aim or not _EPC.fullmatch(code) or not "30" <= code[:2] <= "37":
        return None
    scan = replace(plain, kind="epc", code=code)
    bits, header = int(code, 16), code[:2]
    if header == "30" and (item := _company_and_rest(bits >> 38, bits_total=44, digits_total=13)):
        company, rest = item
        digits = rest[0] + company + rest[1:]
        return replace(scan, gtin=f"{digits}{check_digit(digits)}", serial=str(bits & (1 << 38) - 1))
    if header == "31" and (unit := _company_and_rest(bits >> 24, bits_total=58, digits_total=17)):
        company, rest = unit
        digits = rest[0] + company + rest[1:]
        return replace(scan, sscc=f"{digits}{check_digit(digits)}")
    return scan


def _other_tag(plain: Scan, body: str, aim: str) -> Scan | None:
    """Tags of cheap rolls hold anything; 24 hex digits with a letter among them, and no GS1 message, are one."""
    code = body.upper()
    told = not aim and _EPC.fullmatch(code) and not code.isdigit()
    return replace(plain, kind="epc", code=code) if told else None


_COMPANY_BITS = (40, 37, 34, 30, 27, 24, 20)


def _company_and_rest(bits: int, *, bits_total: int, digits_total: int) -> tuple[str, str] | None:
    """Split partition, company prefix and reference (GS1 TDT partition tables); None where the tag breaks them."""
    partition = bits >> bits_total & 7
    if partition > 6:
        return None
    company_bits, company_digits = _COMPANY_BITS[partition], 12 - partition
    rest_bits, rest_digits = bits_total - company_bits, digits_total - company_digits
    company, rest = bits >> rest_bits & (1 << company_bits) - 1, bits & (1 << rest_bits) - 1
    if company >= 10**company_digits or rest >= 10**rest_digits:
        return None
    return f"{company:0{company_digits}}", f"{rest:0{rest_digits}}"


def _number(plain: Scan, body: str, aim: str) -> Scan | None:
    """GTIN and SSCC sent bare. Their check digit is the only proof, so a wrong one makes a plain code."""
    if not (body.isascii() and body.isdigit()) or aim in _GS1:
        return None
    if len(body) == 20 and body.startswith("00"):
        body = body[2:]
    if check_digit(body[:-1]) != int(body[-1]):
        return None
    if len(body) in {8, 12, 13, 14}:
        return replace(plain, kind="item", gtin=body.zfill(14))
    return replace(plain, kind="sscc", code=body, sscc=body) if len(body) == 18 else None


def _elements(plain: Scan, body: str, aim: str) -> Scan | None:
    """A GS1 element string, also as printed for people with the identifiers in brackets."""
    biip = _biip()
    message = biip.gs1_messages.GS1Message
    try:
        read = message.parse_hri(body) if body.startswith("(") else message.parse(body)
    except biip.ParseError:
        return None
    scan = _from_elements(plain, read.element_strings)
    # Without an AIM id any digits look like some element; only a message that names its goods is believed.
    return scan if scan and (aim in _GS1 or scan.gtin or scan.sscc) else None


def _from_elements(plain: Scan, elements: Any) -> Scan | None:
    """The fields of one message. None when it has none, or an empty one, or a wrong check digit."""
    if not elements or not all(element.value for element in elements):
        return None
    found: dict[str, Any] = {"values": tuple((element.ai.ai, element.value) for element in elements)}
    for element in elements:
        ai, value = element.ai.ai, element.value
        if ai in {"00", "01", "02"}:
            if check_digit(value[:-1]) != int(value[-1]):
                return None
            found["sscc" if ai == "00" else "gtin"] = value
        elif name := {"10": "lot", "21": "serial"}.get(ai):
            found[name] = value
        elif ai in {"30", "37"}:
            found["quantity"] = Decimal(value)
        elif ai.startswith("310"):
            found["weight"] = element.decimal
        elif name := {"11": "made", "17": "expiry"}.get(ai):
            found[name] = element.date
        elif ai == "15":
            found.setdefault("expiry", element.date)
    kind = "sscc" if "sscc" in found else "item"
    code = found.get("sscc") or found.get("gtin", "")[found.get("gtin", "").startswith("0") :]
    return replace(plain, kind=kind, code=code or plain.code, **found)
