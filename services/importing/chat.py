"""Orders as people send them in a message, put into a table: one row a product, its receiver, phone and address beside.

`张三 13800000000 广东省深圳市南山区科技路1号 红色大号 2件`, in one line or several, one order after the other. What is
not certain stays blank, and the table says so at its cell like any other.
"""

import re
from collections.abc import Sequence

from services.importing.header import find_header
from services.importing.names import name_table
from services.importing.sheets import Cell, Sheet, from_rows
from services.pasted_address import CHINESE_NAME, LABELS, LANDLINE, MOBILE, PLACE, take_apart

HEADINGS = ("收货人", "手机", "收货地址", "商品名称", "数量", "单位", "备注")
MOST_LINES = 400
MOST_WORDS = 4  # a product's name in a message: 纯棉 T恤 红色 大号
_UNITS = (
    "件|个|箱|盒|瓶|包|袋|条|双|套|支|台|把|只|桶|罐|斤|公斤|千克|克|kg|g|张|卷|本|块|片|根|米|打|份|组|对|提|pcs|pc"
)
_SPLIT = re.compile(r"[\s,，;；、。]+")
_COMMAS = re.compile(r"\s*[,;]\s*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_HELLO = re.compile(r"^(?:(?:你好|您好|亲|麻烦|请|帮忙?)[^，,：:\s]{0,6}[，,：:！!。\s]+)+")
_COUNTED = re.compile(rf"^(.*?)[x×*✕]?(\d{{1,6}}(?:\.\d{{1,3}})?)({_UNITS})$", re.IGNORECASE)
_TIMES = re.compile(r"^(.*?)[x×*✕](\d{1,6}(?:\.\d{1,3})?)$", re.IGNORECASE)
_NAMED = re.compile(
    r"[【\[](收货人|收件人|姓名|联系人|手机号?码?|联系电话|电话|收货地址|详细地址|地址|商品|产品|备注)[】\]]\s*[:：]?\s*"
)
_LEADING = re.compile(rf"^(?:要|来|加|订)?(\d{{1,6}}|[一二两三四五六七八九十])({_UNITS})([^\W\d_].*)$", re.IGNORECASE)
_IN_WORDS = re.compile(rf"^(.*?)([一二两三四五六七八九十])({_UNITS})$")
_FIGURES = {word: str(at) for at, word in enumerate("一二三四五六七八九十", 1)} | {"两": "2"}
_POLITE = re.compile(
    r"(?:[,，、;；\s]*(?:你好|您好|在吗|亲|多?谢谢?你?您?|感谢|辛苦了?|麻烦(?:你|您|帮忙|帮)?(?:安排)?(?:发货?|寄)?(?:一下)?了?|拜托了?|收到请回复?"
    r"|hi|hello|thanks?|thank you|please))+[啦了哦!！。.,，~～\s]*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}\s*[.、)）．](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])\s*")
_SUM = re.compile(r"(?:合计|总计|共计|一共|总共|共)\D{0,4}\d{1,5}\s*\D{0,6}")
_NOTED = re.compile(r"[\s,，;；。]*(?<![【\[])(备注|留言)\s*[:：]")
_MEMO = re.compile(r"^(?:备注|留言|说明|remark|note)\s*[:：]\s*(.+)$", re.IGNORECASE)
_GOODS = re.compile(r"^(?:商品|产品|货品|品名|订购|下单|要|goods|item)\s*[:：]\s*", re.IGNORECASE)
_WHERE = re.compile(r"省|自治区|市|区|县|镇|乡|村|街|路|道|巷|弄|幢|栋|座|单元|室|楼|广场|大厦|园|\d号")
_ENDS = re.compile(r"(?:省|自治区|市|区|县|镇|乡|村|街道?|路|巷|弄|\d号|幢|栋|座|单元|室|楼|广场|大厦|园)$|^\d+$|^号$")


def as_table(sheet: Sheet) -> Sheet | None:
    """The message that a text file holds, as a table; None where its lines are no message of orders."""
    if sheet.widths is None or sheet.height > MOST_LINES:
        return None
    lines = [" ".join(str(c) for c in sheet.row(r) if c not in (None, "")) for r in range(sheet.height)]
    widths = {sheet.widths[r] for r, line in enumerate(lines) if line}
    if len(widths) == 1 and min(widths) > 2 and sheet.height > 1:
        return None  # even rows without a header: which column holds what is asked instead
    rows = rows_of("\n".join(lines))
    if not rows or any(find_header(sheet, name_table(kind)) for kind in ("orders", "customers", "waybills")):
        return None
    return from_rows(sheet.name, [list(HEADINGS), *rows])


def rows_of(text: str) -> list[list[Cell]]:
    """The rows under HEADINGS; empty where no phone number stands with an address."""
    lines = _NOTED.sub(r"\n\1：", _NAMED.sub(r"\n\1：", text))
    return [row for block in _blocks(lines) for row in _rows(block)]


def _blocks(text: str) -> list[list[str]]:
    """The lines of each order: a phone number each; a name alone on the line above it goes with it."""
    blocks: list[list[str]] = [[]]
    for line in (_HELLO.sub("", _NUMBERED.sub("", each.strip())) for each in text.splitlines()):
        if _POLITE.fullmatch(line) or _SUM.fullmatch(line):
            continue
        if not line:
            if _has_phone(blocks[-1]):
                blocks.append([])
            continue
        if _has_phone([line]) and _has_phone(blocks[-1]):
            last = blocks[-1]
            blocks.append([last.pop()] if len(last) > 1 and _is_name(last[-1]) else [])
        blocks[-1].append(line)
    return [block for block in blocks if _has_phone(block)]


def _has_phone(lines: Sequence[str]) -> bool:
    return any(MOBILE.search(line) or LANDLINE.search(line) for line in lines)


def _is_name(line: str) -> bool:
    bare = LABELS.sub("", line).strip()
    return bool(CHINESE_NAME.match(bare)) and not PLACE.search(bare)


def _rows(block: Sequence[str]) -> list[list[Cell]]:
    rest, goods, memo = [], [], None
    for line in block:
        said = _MEMO.match(line)
        if said:
            memo = said[1]
            continue
        taken, left = _goods(line)
        goods += taken
        rest.append(left)
    apart = take_apart("\n".join(rest))
    if apart is None:
        return []
    who: list[Cell] = [apart.receiver or None, apart.phone, apart.address]
    return [[*who, name or None, quantity, unit or None, memo] for name, quantity, unit in goods or [("", None, "")]]


def _goods(line: str) -> tuple[list[tuple[str, str | None, str]], str]:
    """The products with their quantities in a line, and the line without them."""
    split, between = (_SPLIT, " ") if _CHINESE.search(line) else (_COMMAS, ", ")
    words = [word for word in split.split(_GOODS.sub("", line)) if word]
    counted = [at for at, word in enumerate(words) if _quantity(word)]
    if not counted:
        return [], line
    found: list[tuple[str, str | None, str]] = []
    used: set[int] = set()
    start = 0
    for at in counted:
        head, quantity, unit = _quantity(words[at]) or ("", "", "")
        named = _before(words, start, at) if not head else []
        found.append((head.strip() or " ".join(words[i] for i in named), quantity, unit))
        used |= {at, *named}
        start = at + 1
    return found, between.join(word for at, word in enumerate(words) if at not in used)


def _quantity(word: str) -> tuple[str, str, str] | None:
    """The product, quantity and unit of a word like `香皂2件`, `2件` or `香皂*2`."""
    match = _COUNTED.match(word)
    if match and not _WHERE.search(match[1]):
        return match[1], match[2], match[3]
    match = _IN_WORDS.match(word)
    if match and match[3] != "组" and not _WHERE.search(match[1]):  # 五组 is a part of a village
        return match[1], _FIGURES[match[2]], match[3]
    match = _LEADING.match(word)
    if match and not _WHERE.search(match[3]):
        return match[3], _FIGURES.get(match[1], match[1]), match[2]
    match = _TIMES.match(word)
    return (match[1], match[2], "") if match and not _WHERE.search(match[1]) else None


def _before(words: Sequence[str], start: int, at: int) -> list[int]:
    """The words of the product in front of its quantity: back to the address, the phone, or the last quantity."""
    named: list[int] = []
    for place in range(at - 1, max(start, at - MOST_WORDS) - 1, -1):
        word = words[place]
        if _is_place(word) or MOBILE.search(word) or LANDLINE.search(word):
            break
        named.insert(0, place)
    return named


def _is_place(word: str) -> bool:
    return len(_WHERE.findall(word)) > 1 or bool(_ENDS.search(word))
