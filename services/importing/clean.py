"""Cells to values: texts, codes, numbers, quantities, phones. What is not certain is a problem code, never a guess."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from services.importing.names import INVISIBLE, words
from services.importing.sheets import Cell, column_number

Cleaned = tuple[object, str]
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_GUARD = re.compile(r'^="(.*)"$', re.DOTALL)
_SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d{2}$")
_SHORTENED = re.compile(r"\d\.\d+[eE]\+\d{2}")
_NUMBER_PREFIX = re.compile(r"^(?:订单号|订单编号|单号|编号|no|nr|order)\s*[.:#：]+\s*(?=\S)", re.IGNORECASE)
_TRACKING_PREFIX = re.compile(r"^(?:运单号|快递单号|物流单号|单号|no)\s*[.:：]+\s*", re.IGNORECASE)
_MONEY = re.compile(
    r"(?:rmb|cny|usd|hkd|ntd|twd|eur|gbp|jpy|chf|aud|cad|sgd|krw|thb|myr|inr|yuan|人民币|不?含税价?|未税"
    r"|元整|元|圆|块|(?:us|hk|nt|au|ca|s|a|c)?\s?\$|[¥€£₩₹฿])",
    re.IGNORECASE,
)
_EACH = re.compile(r"(?<=[\d元])\s*/\s*[^\W\d_]{1,4}$")  # 19.90元/件
_TEN_THOUSAND = re.compile(r"^([+-]?[\d.,]+)\s*万$")
_TIMES_MANY = re.compile(r"[万亿百]|千(?!克)|[kKwW]$")  # 2万 are no two
LONGEST_NUMBER = 40  # characters; what has more is no quantity and no amount
LONGEST_FIGURE = 200  # characters with a remark; what is longer is none, and brackets in it would take minutes
_BOOKED_NEGATIVE = re.compile(r"\([^()\d]{0,4}\d[\d,.]*[^()\d]{0,4}\)")  # ($50.00)
_REMARK = re.compile(r"\s*\([^)]*[^\d.,)\s-][^)]*\)\s*$")
_PLAIN = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_POINT = re.compile(r"^[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})(?:\.\d+)?$")  # as in India, too: 1,23,456
_COMMA = re.compile(r"^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$")
_SPACED = re.compile(r"(?<=\d)[ '’](?=\d{3}(?:\D|$))")
_QUANTITY = re.compile(
    r"^(?:共计?|计|数量:?|[xX×*])?\s*([+-]?[\d,.]*\d)\s*(?:\(([^\W\d_]{1,8})\)|[xX×*]|([^\W\d_]{0,8}?)整?)\.?$"
)
_PACK = re.compile(
    r"(?:1\s*箱?\s*[*×x=:]\s*)?(\d{1,6})\s*[^\W\d_]{0,4}\s*(?:/\s*(?:箱|件|包|盒|提|ctn|carton|case|box))?"
)
_FROM = re.compile(
    r"(?:>=|≥|满|大于等于|从)?\s*([\d,.]*\d)\s*[^\W\d_]{0,3}?\s*"
    r"(?:[-~—–至到]\s*[\d,.]*\s*[^\W\d_]{0,3}|及?以上|起|\+)?"
)
_MOBILE = re.compile(r"(?<![\d*])1[3-9]\d{9}(?![\d*])")
_COUNTRY = re.compile(r"^\((?:(?:\+|00)(?=\d{1,3}\))|(?=86\)))(\d{1,3})\)\s*")  # (+852), (86); (512) is an area
_PHONE_LABEL = re.compile(
    r"^(?:手机号?码?|联系电话|电话|tel|mob|mobile|phone|cell)\s*[.:]*\s*(?=[\d+(])", re.IGNORECASE
)
_MASKED = re.compile(r"\*{2,}|^[#$]{2}|^\*|\*$")
_SIMPLE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9\-_./]*$")
_UNSEEN = re.compile("[\u00a0\u00ad\u200b\u2060\ufeff]")  # not the joiners: emoji are made with them
_EDGES = " \t\r\n\u00a0\u00ad\u200b\u200e\u200f\u202a\u202c\u2060\u3000\ufeff"  # not the RLO: it changes what is read
_QUOTES = "'`´‘’"
EXACT = 10**15  # numbers from here on have lost digits in Excel


def text(value: Cell) -> str | None:
    """The words of a cell, as they are: only guards, the spaces around them and what nobody sees go."""
    if value is None:
        return None
    if isinstance(value, float):
        return whole(value)
    if not isinstance(value, str):
        return value.isoformat()
    said = value.strip(_EDGES)
    if not said.isascii() and _UNSEEN.search(said):
        said = _UNSEEN.sub(lambda found: " " if found[0] == "\u00a0" else "", said)
    guard = _GUARD.match(said) if said.startswith("=") else None
    return (guard.group(1).replace('""', '"').strip(_EDGES) if guard else said) or None


def whole(number: float) -> str:
    """A number as Excel shows it: 15 figures, no decimals where there are none."""
    return f"{number:.0f}" if number == int(number) and abs(number) < 1e21 else f"{number:.15g}"


def code(value: Cell) -> str | None:
    """A code: half-width, without invisible characters and guards, inner spaces kept."""
    said = text(value)
    if said is None or _SIMPLE.match(said):
        return said
    said = unicodedata.normalize("NFKC", INVISIBLE.sub("", said)).strip()
    if said[:1] in _QUOTES or (len(said) > 2 and said[0] == said[-1] == '"'):
        said = said.strip(_QUOTES + '"')
    return _SPACES.sub(" ", said).strip() or None


def number_code(value: Cell) -> Cleaned:
    """An order's number. Digits that Excel has lost are never made up."""
    if isinstance(value, float):
        return (None, "digits_lost") if abs(value) >= EXACT else (whole(value), "")
    said = code(value)
    if said is None:
        return None, ""
    said = _NUMBER_PREFIX.sub("", said)
    return (None, "digits_lost") if _SCIENTIFIC.match(said) else (said, "")


def is_shortened(said: str) -> bool:
    """A code that Excel took for a number and shortened, as 6.90123E+12. 1E5 may be a code."""
    return bool(_SHORTENED.fullmatch(said))


def barcode(value: Cell) -> Cleaned:
    if isinstance(value, float):
        return (None, "digits_lost") if abs(value) >= EXACT else (whole(value), "")
    said = code(value)
    return (None, "digits_lost") if said and _SCIENTIFIC.match(said) else (said, "")


def tracking(value: Cell) -> str | None:
    said = code(value)
    return _TRACKING_PREFIX.sub("", said) or None if said else None


def decimal_marks(values: Iterable[Cell]) -> tuple[int, int]:
    """How many of these texts have a decimal comma for certain, and how many a decimal point."""
    comma = point = 0
    for value in values:
        if isinstance(value, str):
            said = _bare(value)
            comma += bool(re.search(r"\d,\d{1,2}$", said) or re.search(r"\.\d{3},\d", said))
            point += bool(re.search(r"\d\.\d{1,2}$", said) or re.search(r",\d{3}\.\d", said))
    return comma, point


def _bare(value: str) -> str:
    said = unicodedata.normalize("NFKC", INVISIBLE.sub("", value)).strip().lstrip("'").strip()
    guard = _GUARD.match(said)
    if len(said) > LONGEST_FIGURE:
        return said
    said = guard.group(1) if guard else said
    said = said if _BOOKED_NEGATIVE.fullmatch(said) else _REMARK.sub("", said)
    if said.startswith("(") and said.endswith(")"):
        said = "-" + said[1:-1]
    said = _SPACED.sub("", _MONEY.sub("", _EACH.sub("", said)).strip(" :"))
    return _signed(said)


def _signed(said: str) -> str:
    """The sign in front, as a hyphen: 12- is what some ledgers print."""
    said = said.replace("−", "-")
    return "-" + said[:-1].rstrip() if said.endswith("-") else said


def number(value: Cell, comma: bool = False) -> Cleaned:
    """An amount or price: units of money, remarks in brackets and thousands marks go."""
    if isinstance(value, float):
        return decimal(value), ""
    if value is None:
        return None, ""
    if not isinstance(value, str):
        return None, "number_unclear"
    if _PLAIN.match(value) and not comma and len(value) <= LONGEST_NUMBER:
        return Decimal(value), ""
    said = _bare(value)
    if not said or is_blank(said):
        return None, ""
    large = _TEN_THOUSAND.match(said)
    found = figures(large[1] if large else said.replace("。", "."), comma)
    if found is None:
        return None, "number_unclear"
    return (found * 10_000 if large else found), ""


def from_quantity(value: Cell) -> Cleaned:
    """The least quantity of a price: 100, 100个, 100以上, ≥100, 100-499."""
    if not isinstance(value, str):
        return number(value)
    said = unicodedata.normalize("NFKC", INVISIBLE.sub("", value)).strip()
    if not said or is_blank(said):
        return None, ""
    match = _FROM.fullmatch(said)
    found = figures(match[1], False) if match else None
    return (found, "") if found is not None else (None, "number_unclear")


def pack_factor(value: Cell) -> Cleaned:
    """How many are in a carton: 24, 1*24, 24个/箱, 24瓶."""
    if not isinstance(value, str):
        return number(value)
    said = unicodedata.normalize("NFKC", INVISIBLE.sub("", value)).strip().lower()
    match = _PACK.fullmatch(said)
    return (Decimal(match[1]), "") if match else number(value)


def figures(said: str, comma: bool) -> Decimal | None:
    if len(said) > LONGEST_NUMBER:
        return None
    if comma and _COMMA.match(said):
        return Decimal(said.replace(".", "").replace(",", "."))
    if _PLAIN.match(said):
        return Decimal(said)
    if _POINT.match(said):
        return Decimal(said.replace(",", ""))
    if "." in said and re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+", said):
        return Decimal(said.replace(".", "").replace(",", "."))
    return None


def decimal(value: float) -> Decimal:
    """Excel shows 15 figures; what comes after them is noise."""
    try:
        return Decimal(f"{value:.15g}") if value != int(value) else Decimal(int(value))
    except (InvalidOperation, OverflowError, ValueError):
        return Decimal(0)


def quantity(value: Cell, comma: bool = False) -> tuple[Decimal | None, str | None, str]:
    """A quantity, the unit written with it, and the problem. A unit is never turned into another."""
    if isinstance(value, float):
        return decimal(value), None, ""
    if value is None:
        return None, None, ""
    if not isinstance(value, str):
        return None, None, "quantity_not_number"
    if _PLAIN.match(value) and not comma and len(value) <= LONGEST_NUMBER:
        return Decimal(value), None, ""
    said = unicodedata.normalize("NFKC", INVISIBLE.sub("", value)).strip().lstrip("'").strip()
    if not said or is_blank(said):
        return None, None, ""
    guard = _GUARD.match(said)
    bare = _SPACED.sub("", guard.group(1) if guard else said)
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    match = _QUANTITY.match(_signed(bare))
    found = figures(match.group(1), comma) if match else None
    unit = (_bracketed(match.group(2)) or match.group(3) or "") if match else ""
    if found is not None and not any(w in unit for w in words()["about"]) and not _TIMES_MANY.match(unit):
        return found, unit or None, ""
    return None, None, "quantity_ambiguous" if any(c.isdigit() for c in said) else "quantity_not_number"


def _bracketed(said: str | None) -> str:
    """The unit of 2(箱); 加急 in 2(加急) is none."""
    known = {*words()["packs"], *words()["singles"], *words()["units"]}
    return said if said and (len(said) == 1 or said.lower() in known) else ""


def phone(value: Cell) -> Cleaned:
    """A phone number as digits; masked ones stay as they are."""
    if isinstance(value, str) and len(value) == 11 and value.isascii() and value.isdigit():
        return value, ""
    said = code(value)
    if said is None or is_blank(said):
        return None, ""
    if _SCIENTIFIC.match(said):
        return None, "digits_lost"
    if said.isdigit() and len(said) == 11:
        return said, ""
    said = _COUNTRY.sub(r"+\1 ", _PHONE_LABEL.sub("", said))
    joined = re.sub(r"(?<=[\d+])[\s]+(?=\d)", "", said)
    if re.fullmatch(r"1[3-9]\d{9}\.0", joined):  # a number that went through another program
        joined = joined[:-2]
    if mobile := re.fullmatch(r"(?:\+|00)?86[-\s]*(1\d\d[-.\s]?\d{4}[-.\s]?\d{4})", joined):
        joined = mobile[1]
    plain = re.fullmatch(r"1\d\d[-.\s]?\d{4}[-.\s]?\d{4}", joined)
    return re.sub(r"[-.\s]", "", joined) if plain else joined, ""


def mobile_in(said: str) -> str | None:
    """The one mobile number among words: 张三13800001111."""
    found = _MOBILE.findall(said)
    return found[0] if len(found) == 1 and not any(c.isdigit() for c in said.replace(found[0], "")) else None


def is_masked(said: str) -> bool:
    """Hidden by the platform: 138****1234, 王**, ##cipher."""
    return bool(_MASKED.search(said))


def is_blank(said: str) -> bool:
    """A word that people write for nothing, in a column that holds no words."""
    return said.strip().lower() in words()["blank"]


def product_of(formula: str, row: int) -> set[int | None]:
    """The two columns that a formula like J2*L2 multiplies, in its own row; empty for any other formula."""
    match = re.fullmatch(
        r"(?:ROUND\()?\$?([A-Z]{1,2})\$?(\d+)\*\$?([A-Z]{1,2})\$?(\d+)(?:,\d\))?", formula.replace(" ", "")
    )
    if match is None or {int(match[2]), int(match[4])} != {row + 1}:
        return set()
    return {column_number(match[1]), column_number(match[3])}
