"""An address as people send it in one line or a message, taken apart: who, which phone, where.

Such as `张三 13812345678 浙江省义乌市福田街道城北路 1 号`, `收货人：张三，手机：138-1234-5678，地址：浙江省…` or
`Ann Lee, 01482 123456, 1 Road, Hull`.
"""

import re
from dataclasses import dataclass

LABELS = re.compile(
    r"(收货人|收件人|联系人|姓名|手机号码|手机号|手机|联系电话|电话|收货地址|详细地址|所在地区|地址|邮编"
    r"|receiver|name|phone|mobile|tel|address)\s*[:：]\s*",
    re.IGNORECASE,
)
MOBILE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?(1[3-9]\d[-\s]?\d{4}[-\s]?\d{4})(?!\d)((?:\s*转\s*|-)\d{3,6}(?!\d))?")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,4}[-\s]\d{6,8})(?!\d)((?:\s*转\s*|-)\d{1,6}(?!\d))?")
POSTCODE = re.compile(r"[(（]?(?<!\d)\d{6}(?!\d)[)）]?")
PARTS = re.compile(r"[,，;；|\t\n\r]+|\s{2,}")
# What only stands in an address.
PLACE = re.compile(
    r"省|市|区|县|镇|乡|村|街|路|道|巷|弄|号|幢|栋|室|楼|园|广场|大厦|\d|\b(road|street|st|rd|ave|lane|no)\b",
    re.IGNORECASE,
)
CHINESE_NAME = re.compile(r"^[\u4e00-\u9fff·]{2,4}(先生|女士|小姐|老师|经理|师傅)?$")
LATIN_NAME = re.compile(r"^[A-Za-z][A-Za-z.'-]*( [A-Za-z][A-Za-z.'-]*){0,3}$")
CJK = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was found; an empty text is a part that was not there."""

    receiver: str
    phone: str
    address: str


def take_apart(text: str) -> Pasted | None:
    """The parts of a pasted address; None where there is no phone in it, or nothing beside the phone."""
    folded = text.replace("　", " ").strip()
    found = MOBILE.search(folded) or LANDLINE.search(folded)
    if found is None:
        return None
    phone = re.sub(r"[\s]", "", found[1]) if "-" in found[1] and found[1][0] == "0" else re.sub(r"[-\s]", "", found[1])
    extension = re.sub(r"\s", "", found[2] or "")
    rest = f"{folded[: found.start()]}\n{folded[found.end() :]}"
    tokens = [token for part in PARTS.split(LABELS.sub("\n", rest)) for token in _tokens(part)]
    receiver = next((token for token in tokens if _is_name(token)), "")
    where = [token for token in tokens if token is not receiver and not POSTCODE.fullmatch(token)]
    if not where:
        return None
    return Pasted(receiver, phone + extension, _joined(where))


def _tokens(part: str) -> list[str]:
    """A part's words: a Chinese name may stand beside the address with one blank between; Latin words stay together."""
    part = part.strip(" .。")
    if not part:
        return []
    if not CJK.search(part):
        return [part]
    words = part.split(" ")
    names = [word for word in (words[0], words[-1]) if _is_name(word)] if len(words) > 1 else []
    if not names:
        return [part]
    rest = " ".join(word for word in words if word not in names[:1])
    return [names[0], rest] if rest else [names[0]]


def _is_name(token: str) -> bool:
    if CHINESE_NAME.match(token):
        return not PLACE.search(token)
    return bool(LATIN_NAME.match(token)) and not PLACE.search(token)


def _joined(parts: list[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        text += part if CJK.search(text[-1:]) and CJK.match(part) else (" " if CJK.search(text) else ", ") + part
    return text
