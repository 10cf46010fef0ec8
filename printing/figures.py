"""Numbers, days and telephones as paper shows them, and amounts in the capital numerals of Chinese cheques."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
LIGHT = Decimal("0.1")
LARGEST = Decimal("999999999999.99")


def quantity(value: Decimal) -> str:
    """At most 3 decimals, none that are zero: 1,200 and 2.5."""
    shown = f"{value.quantize(Decimal('0.001'), ROUND_HALF_UP):,f}"
    return shown.rstrip("0").rstrip(".")


def amount(value: Decimal) -> str:
    """Two decimals: 21,362.50."""
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):,f}"


def price(value: Decimal) -> str:
    """Two decimals, up to 4 where they are needed: 12.50 and 0.0385."""
    whole, decimals = f"{value.quantize(Decimal('0.0001'), ROUND_HALF_UP):,f}".split(".")
    return f"{whole}.{decimals[:2]}{decimals[2:].rstrip('0')}"


def kilos(grams: int | Decimal) -> Decimal:
    """Grams as kilograms, for paper, windows and reports alike."""
    return Decimal(grams) / 1000


def kilograms(value: Decimal) -> str:
    """Two decimals, half up, and three under 0.1 kg, on paper and on the screen: 12.35 and 0.045."""
    return amount(value) if value >= LIGHT else f"{value.quantize(Decimal('0.001'), ROUND_HALF_UP):f}"


def minute(moment: datetime) -> str:
    """2026-03-05 14:36, the same in every language."""
    return f"{moment:%Y-%m-%d %H:%M}"


def masked_phone(phone: str) -> str:
    """A telephone number with its middle hidden: the last 4 digits stay and, of 10 or more, the first 3."""
    places = [place for place, character in enumerate(phone) if character.isdigit()]
    if len(places) < 7:
        return phone
    hidden = places[3:-4] if len(places) >= 10 else places[:-4]
    return "".join("*" if place in hidden else character for place, character in enumerate(phone))


def masked_name(name: str) -> str:
    """A person's name with only its beginning: 张** for 张小明, J*** S*** for John Smith."""
    words = name.split()
    if not words:
        return ""
    if words[0].isascii():
        return " ".join(f"{word[0]}***" for word in words)
    return f"{words[0][0]}**"


def _group(value: int) -> str:
    """Up to 9999, with one 零 for any run of inner zeros and none at either end."""
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return words


def _whole(value: int) -> str:
    words, gap = "", False
    for place in (2, 1, 0):
        group = value // 10000**place % 10000
        if group == 0:
            gap = bool(words)
            continue
        words += ("零" if words and (gap or group < 1000) else "") + _group(group) + _GROUPS[place]
        gap = False
    return words


def capital(value: Decimal) -> str:
    """An amount in yuan as 人民币大写, after the People's Bank rules for bills (支付结算办法, 附一).

    Rounded half up to the fen. A negative amount begins with 负. Raises ValueError beyond LARGEST.
    """
    fen = int((abs(value) * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if fen > int(LARGEST * 100):
        raise ValueError(f"{value} is too large to be written out")
    yuan, jiao, last = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not last:
        words = f"{words or '零元'}整"
    else:
        # A zero stands before the jiao when the yuan end in one, and in place of missing jiao after any yuan.
        if words and (not jiao or yuan % 10 == 0):
            words += "零"
        words += f"{_DIGITS[jiao]}角" if jiao else ""
        words += f"{_DIGITS[last]}分" if last else ""
    return f"人民币{'负' if value < 0 and fen else ''}{words}"
