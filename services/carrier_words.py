"""What carriers call the steps on the way, in their exports and interfaces, and what they are called here."""

import unicodedata

from services.tracking import STATUSES

# Texts of a status column, lower-case, longest first where one holds another. Words stand anywhere in the text,
# codes (of kuaidi100 and kdniao) only by themselves.
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("returning", ("退回", "退件", "退签", "返回寄件", "returning", "returned", "return to sender")),
    ("attempt_failed", ("派送失败", "派件失败", "派件异常", "投递失败", "未妥投", "无法联系", "改派", "failed attempt",
                        "attempt failed", "deliveryfailure", "undelivered", "attemptfail")),
    ("exception", ("疑难", "问题件", "异常", "拒收", "破损", "丢失", "滞留", "超区", "销单", "exception", "issue",
                   "rejection", "refused", "damaged", "lost")),
    ("ready_for_pickup", ("待取", "自提", "驿站", "快递柜", "丰巢", "代收点", "availableforpickup",
                          "available for pickup", "ready for pickup")),
    ("said_delivered", ("已签收", "签收", "妥投", "已送达", "代签", "delivered", "signed")),
    ("out_for_delivery", ("派送中", "派件", "派送", "投递中", "outfordelivery", "out for delivery", "sent")),
    ("picked_up", ("已揽收", "揽收", "揽件", "收件", "收寄", "已取件", "picked up", "pickedup", "got", "collected")),
    ("in_transit", ("在途", "运输", "转运", "转投", "中转", "到达", "发往", "离开", "干线", "清关", "intransit",
                    "in transit", "transit", "arrived", "departed", "forwarded")),
)  # fmt: skip
CODES = {
    "1": "picked_up", "103": "picked_up", "0": "in_transit", "2": "exception", "3": "said_delivered",
    "4": "returning", "5": "out_for_delivery", "6": "returning", "7": "in_transit", "8": "in_transit",
    "201": "exception", "202": "exception", "203": "exception", "204": "attempt_failed", "206": "attempt_failed",
    "301": "said_delivered", "302": "said_delivered", "303": "said_delivered", "304": "said_delivered",
    "501": "ready_for_pickup", "1001": "in_transit", "1002": "in_transit", "1003": "in_transit",
}  # fmt: skip


def status_of(text: str) -> str | None:
    """Our status for a carrier's word, code or sentence; None when it tells nothing we know."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in STATUSES:
        return plain
    if plain in CODES:
        return CODES[plain]
    return next((status for status, words in WORDS if any(word in plain for word in words)), None)
